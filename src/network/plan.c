/* SPDX-License-Identifier: Apache-2.0 */
/* Selection and names of the network devices that move into the container. */
#include "brig/network/plan.h"

#include <net/if.h>

#include "brig/base/str.h"
#include "brig/json/config.h"
#include "brig/json/printer.h"
#include "brig/sys/loopback.h"
#include "oci.h"

static const char section[] = "config-linux.md Network Devices";

/* Whether the kernel accepts the name for a device; does not check for '%'. */
static bool is_name(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n >= IFNAMSIZ || str_eq(s, ".") || str_eq(s, ".."))
		return false;
	for (const char *p = s; *p; p++)
		if (*p == '/' || *p == ':' || (*p >= '\t' && *p <= '\r') || *p == ' ')
			return false;
	return true;
}

/* A template has "%d" at the end and no other '%'. */
static bool is_template(const char *s)
{
	return str_ends(s, "%d") && strchr(s, '%') == s + strlen(s) - 2;
}

static bool plan_device(
	struct network_plan *out, const struct oci_net_device_entry *from, struct report *r)
{
	struct network_device *dev = &out->v[out->n++];
	const char *at = report_path(r, "linux.netDevices[\"%s\"]", from->key);

	dev->host = from->key;
	dev->name = from->value.name && *from->value.name ? from->value.name : from->key;
	dev->template = is_template(dev->name);
	if (!is_name(dev->host) || strchr(dev->host, '%'))
		return refuse(r, at, section, NULL, "'%s' is not a valid name of a network device",
			dev->host);
	if (str_eq(dev->host, "lo"))
		return refuse(r, at, section, NULL, "the loopback device cannot be moved");
	if (!is_name(dev->name) || (!dev->template && strchr(dev->name, '%')))
		return refuse(r, report_path(r, "%s.name", at), section,
			"at most 15 bytes, no blanks, '/' or ':'; a template ends with %d",
			"'%s' is not a valid name of a network device", dev->name);
	for (size_t i = 0; i + 1 < out->n; i++)
		if (!dev->template && str_eq(out->v[i].name, dev->name))
			return refuse(r, report_path(r, "%s.name", at), section, NULL,
				"%s has the name '%s' too", out->v[i].host, dev->name);
	return true;
}

bool network_plan(struct network_plan *out, const struct oci_linux *linux, struct report *r)
{
	const struct oci_namespace *ns = oci_namespace_find(linux, OCI_NAMESPACE_TYPE_NETWORK);
	bool ok = true;

	*out = (struct network_plan){.loopback = ns && !ns->path};
	if (!linux || linux->net_devices.n == 0)
		return true;
	out->v = arena_array(r->arena, linux->net_devices.n, sizeof(*out->v));
	for (size_t i = 0; i < linux->net_devices.n; i++)
		ok &= plan_device(out, &linux->net_devices.v[i], r);
	if (!ns)
		ok = refuse(r, "linux.netDevices", section,
			"add {\"type\": \"network\"} to linux.namespaces",
			"the container shares the host's network namespace");
	return ok;
}

void network_show(const struct network_plan *p, struct printer *d)
{
	printer_bool(d, "loopback", p->loopback);
	if (p->n == 0)
		return;
	printer_object(d, "netDevices");
	for (size_t i = 0; i < p->n; i++)
		printer_str(d, p->v[i].host, p->v[i].name);
	printer_end(d);
}
