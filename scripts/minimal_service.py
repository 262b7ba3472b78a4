#!/usr/bin/env python3
"""What a task service is at its least: create and poll, FastAPI on SQLite, each create committed before its answer.

The benchmark measures it beside the whole life of a task; it sends nothing anywhere and keeps no video.
Usage: minimal_service.py PORT FILE
"""
import secrets
import sqlite3
import sys
import time

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

TASKS = "/api/v3/contents/generations/tasks"


class Order(BaseModel):
    model: str
    content: list[dict]


def application(path: str) -> FastAPI:
    store = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE IF NOT EXISTS tasks (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, status TEXT, at INTEGER)")
    app = FastAPI()

    @app.get("/healthz")
    async def healthz():
        return {"status": "ok"}

    @app.post(TASKS)
    async def create(order: Order):
        id = "cgt-" + secrets.token_hex(8)
        prompt = " ".join(item.get("text", "") for item in order.content)
        store.execute("INSERT INTO tasks VALUES (?, ?, ?, 'queued', ?)", (id, order.model, prompt, int(time.time())))
        return {"id": id}

    @app.get(TASKS + "/{id}")
    async def read(id: str):
        row = store.execute("SELECT id, model, status, at FROM tasks WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise HTTPException(404)
        return dict(zip(("id", "model", "status", "created_at"), row))

    return app


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
