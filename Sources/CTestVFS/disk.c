#include "disk.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum { WRITTEN, TRUNCATED, DELETED } change_kind;

// Something that was done to a file since it was last synced.
typedef struct change {
    struct change *next;
    change_kind kind;
    int64_t offset; // of the bytes; the size of a truncation
    int64_t count;
    unsigned char bytes[];
} change;

// What is on the disk for certain.
typedef struct {
    int exists;
    unsigned char *bytes;
    int64_t size;
    int64_t capacity;
} image;

struct disk_file {
    disk_file *next;
    char *path;
    image synced;
    change *first;
    change *last;
};

struct disk {
    pthread_mutex_t mutex;
    disk_file *files;
    int64_t steps;
    int64_t syncs;
    int64_t failsAt; // 0: never
    int hasFailed;
};

// Images

static void image_resize(image *image, int64_t size) {
    if (size > image->capacity) {
        image->capacity = 2 * size;
        image->bytes = realloc(image->bytes, (size_t)image->capacity);
        if (!image->bytes) abort();
    }
    if (size > image->size) memset(image->bytes + image->size, 0, (size_t)(size - image->size));
    image->size = size;
}

static void image_apply(image *image, const change *change, int64_t count) {
    image->exists = change->kind != DELETED;
    switch (change->kind) {
    case WRITTEN:
        if (change->offset + count > image->size) image_resize(image, change->offset + count);
        memcpy(image->bytes + change->offset, change->bytes, (size_t)count);
        break;
    case TRUNCATED:
        image_resize(image, change->offset);
        break;
    case DELETED:
        image_resize(image, 0);
        break;
    }
}

static void image_load(image *image, const char *path) {
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0) return;
    struct stat status;
    if (fstat(descriptor, &status) == 0) {
        image->exists = 1;
        image_resize(image, status.st_size);
        if (read(descriptor, image->bytes, (size_t)image->size) != image->size) abort();
    }
    close(descriptor);
}

static int image_store(const image *image, const char *path) {
    unlink(path);
    if (!image->exists) return 1;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (descriptor < 0) return 0;
    int64_t done = write(descriptor, image->bytes, (size_t)image->size);
    return (close(descriptor) == 0) & (done == image->size);
}

// Changes

static void file_add(disk_file *file, change_kind kind, const void *bytes, int64_t count, int64_t offset) {
    change *made = malloc(sizeof *made + (size_t)count);
    if (!made) abort();
    *made = (change){.kind = kind, .offset = offset, .count = count};
    if (count) memcpy(made->bytes, bytes, (size_t)count);
    if (file->last) file->last->next = made; else file->first = made;
    file->last = made;
}

static void file_forget(disk_file *file) {
    while (file->first) {
        change *first = file->first;
        file->first = first->next;
        free(first);
    }
    file->last = NULL;
}

static void file_sync(disk_file *file) {
    for (change *change = file->first; change; change = change->next)
        image_apply(&file->synced, change, change->count);
    file_forget(file);
}

static disk_file *disk_find(disk *disk, const char *path) {
    disk_file *file = disk->files;
    while (file && strcmp(file->path, path) != 0) file = file->next;
    return file;
}

// 1 while the disk works; the step that was chosen and all after it fail.
static int disk_step(disk *disk) {
    disk->steps += 1;
    if (disk->failsAt && disk->steps >= disk->failsAt) disk->hasFailed = 1;
    return !disk->hasFailed;
}

disk *disk_make(void) {
    disk *made = calloc(1, sizeof *made);
    if (made) pthread_mutex_init(&made->mutex, NULL);
    return made;
}

static void disk_forget(disk *disk) {
    while (disk->files) {
        disk_file *file = disk->files;
        disk->files = file->next;
        file_forget(file);
        free(file->synced.bytes);
        free(file->path);
        free(file);
    }
}

void disk_free(disk *disk) {
    if (!disk) return;
    disk_forget(disk);
    pthread_mutex_destroy(&disk->mutex);
    free(disk);
}

disk_file *disk_open(disk *disk, const char *path) {
    pthread_mutex_lock(&disk->mutex);
    disk_file *file = disk_find(disk, path);
    if (!file && (file = calloc(1, sizeof *file))) {
        file->path = strdup(path);
        image_load(&file->synced, path);
        file->next = disk->files;
        disk->files = file;
    }
    pthread_mutex_unlock(&disk->mutex);
    return file;
}

int disk_write(disk *disk, disk_file *file, const void *bytes, int64_t count, int64_t offset) {
    pthread_mutex_lock(&disk->mutex);
    int wasOn = !disk->hasFailed;
    int works = disk_step(disk);
    // Of the write during which the power goes a part may arrive.
    if (wasOn && file) file_add(file, WRITTEN, bytes, count, offset);
    pthread_mutex_unlock(&disk->mutex);
    return works;
}

int disk_truncate(disk *disk, disk_file *file, int64_t size) {
    pthread_mutex_lock(&disk->mutex);
    int wasOn = !disk->hasFailed;
    int works = disk_step(disk);
    if (wasOn && file) file_add(file, TRUNCATED, NULL, 0, size);
    pthread_mutex_unlock(&disk->mutex);
    return works;
}

int disk_sync(disk *disk, disk_file *file) {
    pthread_mutex_lock(&disk->mutex);
    int works = disk_step(disk);
    disk->syncs += 1;
    if (works && file) file_sync(file);
    pthread_mutex_unlock(&disk->mutex);
    return works;
}

int disk_delete(disk *disk, const char *path, int syncsDirectory) {
    pthread_mutex_lock(&disk->mutex);
    int works = disk_step(disk);
    disk_file *file = disk_find(disk, path);
    if (works && file) {
        file_add(file, DELETED, NULL, 0, 0);
        if (syncsDirectory) file_sync(file);
    }
    pthread_mutex_unlock(&disk->mutex);
    return works;
}

void disk_fail_at(disk *disk, int64_t steps) {
    pthread_mutex_lock(&disk->mutex);
    disk->failsAt = steps ? disk->steps + steps : 0;
    pthread_mutex_unlock(&disk->mutex);
}

int64_t disk_steps(disk *disk) {
    pthread_mutex_lock(&disk->mutex);
    int64_t steps = disk->steps;
    pthread_mutex_unlock(&disk->mutex);
    return steps;
}

int64_t disk_syncs(disk *disk) {
    pthread_mutex_lock(&disk->mutex);
    int64_t syncs = disk->syncs;
    pthread_mutex_unlock(&disk->mutex);
    return syncs;
}

int disk_has_failed(disk *disk) {
    pthread_mutex_lock(&disk->mutex);
    int hasFailed = disk->hasFailed;
    pthread_mutex_unlock(&disk->mutex);
    return hasFailed;
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Without a sync in between, a disk writes in any order, and stops between any two sectors.
static void file_keep_some(disk_file *file, uint64_t *random) {
    for (change *change = file->first; change; change = change->next) {
        uint64_t chance = next_random(random) % 8;
        if (chance < 4) continue;
        int64_t count = chance == 7 ? change->count / 1024 * 512 : change->count;
        image_apply(&file->synced, change, count);
    }
}

int disk_cut_power(disk *disk, uint64_t seed) {
    pthread_mutex_lock(&disk->mutex);
    int isStored = 1;
    for (disk_file *file = disk->files; file; file = file->next) {
        uint64_t random = seed;
        if (seed) file_keep_some(file, &random);
        isStored &= image_store(&file->synced, file->path);
        char index[4096];
        snprintf(index, sizeof index, "%s-shm", file->path);
        unlink(index);
    }
    disk_forget(disk);
    disk->steps = disk->syncs = disk->failsAt = disk->hasFailed = 0;
    pthread_mutex_unlock(&disk->mutex);
    return isStored;
}
