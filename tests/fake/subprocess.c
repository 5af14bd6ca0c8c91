/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/subprocess.h. */
#include "brig/sys/subprocess.h"

#include "fake.h"

bool sys_subprocess_run(const struct sys_subprocess *h, struct err *e)
{
	return fake_call(e, "run %s %s timeout %d", h->path, h->argv[0], h->timeout_ms);
}
