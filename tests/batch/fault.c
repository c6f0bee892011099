/* Preloaded into the command: counts the calls that change files below a folder, and injects a fault into one.

   TAMIS_FAULT_BELOW   the folder
   TAMIS_FAULT_AT      number of the call, from 1; 0 for none
   TAMIS_FAULT         the fault: ENOSPC or EIO instead of the call, `late` for EIO after it, `short` for half a write
                       and ENOSPC for the next call, `kill` before the call, `killed` after it, `torn` for half a write
                       and a kill
   TAMIS_FAULT_COUNT   a file for the number of calls

   The clock runs fast, so that every possible commit happens. No call waits for the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls, ticks, short_at;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_below(const char *path) {
    const char *folder = getenv("TAMIS_FAULT_BELOW");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_file_below(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* Returns the fault of the next call as a letter, or 0. */
static char fault(void) {
    long number = ++calls;
    if (short_at && number == short_at + 1) return 'N';
    const char *at = getenv("TAMIS_FAULT_AT"), *kind = getenv("TAMIS_FAULT");
    if (!at || !kind || number != atol(at)) return 0;
    if (!strcmp(kind, "ENOSPC")) return 'N';
    if (!strcmp(kind, "EIO")) return 'I';
    if (!strcmp(kind, "late")) return 'L';
    if (!strcmp(kind, "short")) { short_at = number; return 'S'; }
    if (!strcmp(kind, "torn")) return 'T';
    if (!strcmp(kind, "killed")) return 'A';
    raise(SIGKILL);
    return 0;
}

static int with_fault(int below, int result_of_call(void *), void *call) {
    if (!below) return result_of_call(call);
    switch (fault()) {
    case 'N': errno = ENOSPC; return -1;
    case 'I': errno = EIO; return -1;
    case 'L': result_of_call(call); errno = EIO; return -1;
    case 'T': case 'A': result_of_call(call); raise(SIGKILL); break;
    }
    return result_of_call(call);
}

ssize_t write(int file, const void *bytes, size_t length) {
    if (!is_file_below(file)) return REAL(write)(file, bytes, length);
    switch (fault()) {
    case 'N': errno = ENOSPC; return -1;
    case 'I': case 'L': errno = EIO; return -1;
    case 'S': return REAL(write)(file, bytes, length < 2 ? length : length / 2);
    case 'T': REAL(write)(file, bytes, length / 2); raise(SIGKILL); break;
    case 'A': REAL(write)(file, bytes, length); raise(SIGKILL); break;
    }
    return REAL(write)(file, bytes, length);
}

static int done(void *unused) { (void)unused; return 0; }
int fsync(int file) { return with_fault(is_file_below(file), done, 0); }
int fdatasync(int file) { return with_fault(is_file_below(file), done, 0); }

struct two { const char *from, *to; };
static int call_rename(void *call) { struct two *two = call; return REAL(rename)(two->from, two->to); }
int rename(const char *from, const char *to) {
    struct two two = {from, to};
    return with_fault(is_below(to), call_rename, &two);
}

static int call_unlink(void *call) { return REAL(unlink)(*(const char **)call); }
int unlink(const char *path) { return with_fault(is_below(path), call_unlink, &path); }

static int call_rmdir(void *call) { return REAL(rmdir)(*(const char **)call); }
int rmdir(const char *path) { return with_fault(is_below(path), call_rmdir, &path); }

struct folder { const char *path; mode_t mode; };
static int call_mkdir(void *call) { struct folder *folder = call; return REAL(mkdir)(folder->path, folder->mode); }
int mkdir(const char *path, mode_t mode) {
    struct folder folder = {path, mode};
    return with_fault(is_below(path), call_mkdir, &folder);
}

struct cut { int file; off64_t length; };
static int call_ftruncate64(void *call) { struct cut *cut = call; return REAL(ftruncate64)(cut->file, cut->length); }
int ftruncate64(int file, off64_t length) {
    struct cut cut = {file, length};
    return with_fault(is_file_below(file), call_ftruncate64, &cut);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = REAL(clock_gettime)(clock, time);
    if (clock == CLOCK_MONOTONIC) time->tv_sec += ++ticks;
    return result;
}

__attribute__((destructor)) static void write_count(void) {
    const char *path = getenv("TAMIS_FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : 0;
    if (file) fprintf(file, "%ld", calls), fclose(file);
}
