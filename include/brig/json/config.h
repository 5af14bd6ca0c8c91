/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of a configuration that several parts need: namespaces and id mappings. */
#ifndef BRIG_JSON_CONFIG_H
#define BRIG_JSON_CONFIG_H

#include "brig/base/arena.h"
#include "oci.h"

/* The first element of linux.namespaces with this type, NULL when there is none. l may be NULL. */
const struct oci_namespace *oci_namespace_find(
	const struct oci_linux *l, enum oci_namespace_type type);

/* The file of the namespace of this type that the container joins; NULL when the container gets a
 * new one or has none of its own. l may be NULL. */
const char *oci_namespace_path(const struct oci_linux *l, enum oci_namespace_type type);

/* The range that maps this id of the container, NULL when no range does. */
const struct oci_id_mapping *oci_id_mapping_find(
	const struct oci_id_mapping_list *maps, uint32_t container_id);

/* The ranges as /proc/PID/uid_map takes them (user_namespaces(7)), one in a line, in the arena. */
const char *oci_id_mapping_text(const struct oci_id_mapping_list *maps, struct arena *a);

#endif
