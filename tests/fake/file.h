/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of the files of the fake kernel. fake_files_reset() resets all of them. */
#ifndef BRIG_TESTS_FAKE_FILE_H
#define BRIG_TESTS_FAKE_FILE_H

#include <sys/stat.h>

/* Every file is a directory with mode 0755, except that null, zero, full, random, urandom and tty
 * are the usual devices, and names with "file" in them are regular files. Every read returns "",
 * every link has the target "target", every file system has type 0, and no call fails. */
void fake_files_reset(void);

/* As fake_fd(), for a file with this path, which sys_stat_at() uses. */
int fake_path_fd(const char *path);

/* The result of sys_stat_at() for every file. */
void fake_stat_is(mode_t mode, dev_t rdev);

/* The result of every read; the string is not copied. */
void fake_text_is(const char *text);

/* The result of sys_fs_type(). */
void fake_fs_is(long type);

/* The next `times` calls that open, make or stat the file called path fail with this errno. */
void fake_path_fails(const char *path, int code, int times);

#endif
