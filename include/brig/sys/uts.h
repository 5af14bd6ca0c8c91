/* SPDX-License-Identifier: Apache-2.0 */
/* Host and domain name of the UTS namespace. */
#ifndef BRIG_SYS_UTS_H
#define BRIG_SYS_UTS_H

#include "brig/base/err.h"

bool sys_set_hostname(const char *name, struct err *e) must_check;
bool sys_set_domainname(const char *name, struct err *e) must_check;

#endif
