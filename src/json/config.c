/* SPDX-License-Identifier: Apache-2.0 */
/* Finds namespaces and id mappings in a configuration. */
#include "brig/json/config.h"

#include "brig/base/str.h"

const struct oci_namespace *oci_namespace_find(
	const struct oci_linux *l, enum oci_namespace_type type)
{
	for (size_t i = 0; l && i < l->namespaces.n; i++)
		if (l->namespaces.v[i].type == type)
			return &l->namespaces.v[i];
	return NULL;
}

const char *oci_namespace_path(const struct oci_linux *l, enum oci_namespace_type type)
{
	const struct oci_namespace *found = oci_namespace_find(l, type);

	return found ? found->path : NULL;
}

const struct oci_id_mapping *oci_id_mapping_find(
	const struct oci_id_mapping_list *maps, uint32_t container_id)
{
	for (size_t i = 0; i < maps->n; i++) {
		const struct oci_id_mapping *m = &maps->v[i];

		if (container_id >= m->container_id && container_id - m->container_id < m->size)
			return m;
	}
	return NULL;
}

const char *oci_id_mapping_text(const struct oci_id_mapping_list *maps, struct arena *a)
{
	struct str s = {.arena = a};

	for (size_t i = 0; i < maps->n; i++)
		str_addf(&s, "%u %u %u\n", maps->v[i].container_id, maps->v[i].host_id,
			maps->v[i].size);
	return str_text(&s);
}
