/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka with what it needs in front of it, and without its macro that takes the name of our
 * fail(). */
#ifndef BRIG_TESTS_UNIT_TEST_H
#define BRIG_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#undef fail

#endif
