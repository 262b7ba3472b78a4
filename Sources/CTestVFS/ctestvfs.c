#include "ctestvfs.h"
#include "disk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct ctestvfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    disk *disk;
    char *name;
};

typedef struct {
    sqlite3_file base;
    ctestvfs *owner;
    disk_file *kept; // NULL for a temporary file, which no power cut leaves
    sqlite3_file *real;
} test_file;

#define FILE_OF(pointer) ((test_file *)(pointer))
#define REAL_OF(pointer) (((test_file *)(pointer))->real)
#define OWNER_OF(pointer) ((ctestvfs *)(pointer)->pAppData)

// Files

static int file_close(sqlite3_file *file) {
    return REAL_OF(file)->pMethods ? REAL_OF(file)->pMethods->xClose(REAL_OF(file)) : SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    if (disk_has_failed(FILE_OF(file)->owner->disk)) return SQLITE_IOERR_READ;
    return REAL_OF(file)->pMethods->xRead(REAL_OF(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    if (!disk_write(FILE_OF(file)->owner->disk, FILE_OF(file)->kept, bytes, count, offset)) return SQLITE_IOERR_WRITE;
    return REAL_OF(file)->pMethods->xWrite(REAL_OF(file), bytes, count, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    if (!disk_truncate(FILE_OF(file)->owner->disk, FILE_OF(file)->kept, size)) return SQLITE_IOERR_TRUNCATE;
    return REAL_OF(file)->pMethods->xTruncate(REAL_OF(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
    (void)flags;
    return disk_sync(FILE_OF(file)->owner->disk, FILE_OF(file)->kept) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    if (disk_has_failed(FILE_OF(file)->owner->disk)) return SQLITE_IOERR_FSTAT;
    return REAL_OF(file)->pMethods->xFileSize(REAL_OF(file), size);
}

static int file_lock(sqlite3_file *file, int lock) {
    return REAL_OF(file)->pMethods->xLock(REAL_OF(file), lock);
}

static int file_unlock(sqlite3_file *file, int lock) {
    return REAL_OF(file)->pMethods->xUnlock(REAL_OF(file), lock);
}

static int file_check_lock(sqlite3_file *file, int *result) {
    return REAL_OF(file)->pMethods->xCheckReservedLock(REAL_OF(file), result);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
    // A hint only, but one that the layer below would turn into writes that are not seen here.
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return REAL_OF(file)->pMethods->xFileControl(REAL_OF(file), operation, argument);
}

static int file_sector(sqlite3_file *file) {
    return REAL_OF(file)->pMethods->xSectorSize(REAL_OF(file));
}

static int file_traits(sqlite3_file *file) {
    // What the disk promises beyond syncs: a write does not damage its neighbours, nothing else.
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int file_map(sqlite3_file *file, int region, int size, int extend, void volatile **address) {
    return REAL_OF(file)->pMethods->xShmMap(REAL_OF(file), region, size, extend, address);
}

static int file_map_lock(sqlite3_file *file, int offset, int count, int flags) {
    return REAL_OF(file)->pMethods->xShmLock(REAL_OF(file), offset, count, flags);
}

static void file_map_barrier(sqlite3_file *file) {
    REAL_OF(file)->pMethods->xShmBarrier(REAL_OF(file));
}

static int file_unmap(sqlite3_file *file, int remove) {
    return REAL_OF(file)->pMethods->xShmUnmap(REAL_OF(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, // without mapped reading and writing of the file itself
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map,
    .xShmLock = file_map_lock,
    .xShmBarrier = file_map_barrier,
    .xShmUnmap = file_unmap,
};

// The layer

static int layer_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *outFlags) {
    ctestvfs *owner = OWNER_OF(vfs);
    test_file *opened = FILE_OF(file);
    memset(opened, 0, sizeof *opened);
    if (disk_has_failed(owner->disk)) return SQLITE_CANTOPEN;
    opened->owner = owner;
    opened->real = (sqlite3_file *)(opened + 1);
    opened->real->pMethods = NULL;
    int isKept = path && !(flags & SQLITE_OPEN_DELETEONCLOSE);
    // Before the file is opened below: to close it again afterwards would drop the locks on it.
    if (isKept && !(opened->kept = disk_open(owner->disk, path))) return SQLITE_NOMEM;
    int code = owner->real->xOpen(owner->real, path, opened->real, flags, outFlags);
    if (opened->real->pMethods) opened->base.pMethods = &methods;
    return code;
}

static int layer_delete(sqlite3_vfs *vfs, const char *path, int syncsDirectory) {
    ctestvfs *owner = OWNER_OF(vfs);
    if (!disk_delete(owner->disk, path, syncsDirectory)) return SQLITE_IOERR_DELETE;
    return owner->real->xDelete(owner->real, path, 0);
}

static int layer_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    return OWNER_OF(vfs)->real->xAccess(OWNER_OF(vfs)->real, path, flags, result);
}

static int layer_path(sqlite3_vfs *vfs, const char *path, int size, char *result) {
    return OWNER_OF(vfs)->real->xFullPathname(OWNER_OF(vfs)->real, path, size, result);
}

static int layer_random(sqlite3_vfs *vfs, int count, char *bytes) {
    return OWNER_OF(vfs)->real->xRandomness(OWNER_OF(vfs)->real, count, bytes);
}

static int layer_sleep(sqlite3_vfs *vfs, int microseconds) {
    return OWNER_OF(vfs)->real->xSleep(OWNER_OF(vfs)->real, microseconds);
}

static int layer_time(sqlite3_vfs *vfs, double *time) {
    return OWNER_OF(vfs)->real->xCurrentTime(OWNER_OF(vfs)->real, time);
}

static int layer_error(sqlite3_vfs *vfs, int size, char *text) {
    return OWNER_OF(vfs)->real->xGetLastError(OWNER_OF(vfs)->real, size, text);
}

ctestvfs *ctestvfs_register(const char *name) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    ctestvfs *made = calloc(1, sizeof *made);
    if (!real || !made) return NULL;
    made->real = real;
    made->disk = disk_make();
    made->name = strdup(name);
    made->vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (int)sizeof(test_file) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = made->name,
        .pAppData = made,
        .xOpen = layer_open,
        .xDelete = layer_delete,
        .xAccess = layer_access,
        .xFullPathname = layer_path,
        .xRandomness = layer_random,
        .xSleep = layer_sleep,
        .xCurrentTime = layer_time,
        .xGetLastError = layer_error,
    };
    if (made->disk && made->name && sqlite3_vfs_register(&made->vfs, 0) == SQLITE_OK) return made;
    ctestvfs_unregister(made);
    return NULL;
}

void ctestvfs_unregister(ctestvfs *made) {
    sqlite3_vfs_unregister(&made->vfs);
    disk_free(made->disk);
    free(made->name);
    free(made);
}

void ctestvfs_fail_at(ctestvfs *made, int64_t steps) { disk_fail_at(made->disk, steps); }
int64_t ctestvfs_steps(ctestvfs *made) { return disk_steps(made->disk); }
int64_t ctestvfs_syncs(ctestvfs *made) { return disk_syncs(made->disk); }
int ctestvfs_has_failed(ctestvfs *made) { return disk_has_failed(made->disk); }
int ctestvfs_cut_power(ctestvfs *made, uint64_t seed) { return disk_cut_power(made->disk, seed); }
