#pragma once
#include <stdint.h>

/// A file system layer of SQLite, for tests, whose disk forgets at a power cut whatever was not synced.
///
/// It stands before the operating system's own layer and remembers for each file what was synced and what was written
/// since. Locks and the shared-memory index pass through. One value is one disk; values do not know each other.
typedef struct ctestvfs ctestvfs;

/// Makes a disk and makes it known to SQLite under `name`. NULL where that fails.
ctestvfs *ctestvfs_register(const char *name);

/// Takes the disk away; no connection may use it any more.
void ctestvfs_unregister(ctestvfs *disk);

/// Lets the `steps`-th write, truncation, sync or deletion from now on fail, and every call after it: the computer is
/// off. 0 lets it run.
void ctestvfs_fail_at(ctestvfs *disk, int64_t steps);

/// How many writes, truncations, syncs and deletions there were since the disk was made or the power was cut.
int64_t ctestvfs_steps(ctestvfs *disk);

/// How many syncs there were.
int64_t ctestvfs_syncs(ctestvfs *disk);

/// 1 once a call was made to fail.
int ctestvfs_has_failed(ctestvfs *disk);

/// Brings the files to what a power cut leaves of them and turns the computer on again: what was synced is there, of
/// what was not synced nothing where `seed` is 0, else pieces chosen by it. Every connection must be closed. 0 where
/// the files could not be written.
int ctestvfs_cut_power(ctestvfs *disk, uint64_t seed);
