/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the fake kernel are like. All of it is forgotten by fake_files_reset(). */
#ifndef BRIG_TESTS_FAKE_FILE_H
#define BRIG_TESTS_FAKE_FILE_H

#include <sys/stat.h>

/* Every file is a directory with mode 0755, but that null, zero, full, random, urandom and tty are
 * the usual devices and names with "file" in them regular files; every read gives "", every link
 * leads to "target", every file system is of type 0, and nothing fails. */
void fake_files_reset(void);

/* As fake_fd(), for something with this path: it is what sys_stat_at() looks at. */
int fake_path_fd(const char *path);

/* What sys_stat_at() says of everything from now on. */
void fake_stat_is(mode_t mode, dev_t rdev);

/* What reads give from now on; kept, not copied. */
void fake_text_is(const char *text);

/* What sys_fs_type() says from now on. */
void fake_fs_is(long type);

/* The next `times` calls that open, make or stat the file called path fail with this errno. */
void fake_path_fails(const char *path, int code, int times);

#endif
