#pragma once
#include <stdint.h>

// What a disk would keep of some files: what was synced, and what was written since. Every function but `disk_free` may
// be called by any thread; those that return an int answer 0 once the disk has failed.

typedef struct disk disk;
typedef struct disk_file disk_file;

disk *disk_make(void);
void disk_free(disk *disk);

// The file at `path`; what stands there when it is first seen counts as synced.
disk_file *disk_open(disk *disk, const char *path);
int disk_write(disk *disk, disk_file *file, const void *bytes, int64_t count, int64_t offset);
int disk_truncate(disk *disk, disk_file *file, int64_t size);
int disk_sync(disk *disk, disk_file *file);
int disk_delete(disk *disk, const char *path, int syncsDirectory);

void disk_fail_at(disk *disk, int64_t steps);
int64_t disk_steps(disk *disk);
int64_t disk_syncs(disk *disk);
int disk_has_failed(disk *disk);
int disk_cut_power(disk *disk, uint64_t seed);
