/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of a configuration: namespaces and id mappings. */
#include "brig/json/config.h"
#include "plan-test.h"

static struct plan_test t;

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	return 0;
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return 0;
}

static void test_namespaces(void **state)
{
	struct oci_linux l;

	(void)state;
	READ(&t, &l, &oci_linux_type,
		"{'namespaces':[{'type':'pid'},{'type':'network','path':'/"
		"n'},{'type':'pid','path':'/"
		"p'}]}");
	assert_ptr_equal(oci_namespace_find(&l, OCI_NAMESPACE_TYPE_PID), &l.namespaces.v[0]);
	assert_null(oci_namespace_find(&l, OCI_NAMESPACE_TYPE_TIME));
	assert_null(oci_namespace_find(NULL, OCI_NAMESPACE_TYPE_PID));
	assert_null(oci_namespace_path(&l, OCI_NAMESPACE_TYPE_PID));
	assert_string_equal(oci_namespace_path(&l, OCI_NAMESPACE_TYPE_NETWORK), "/n");
	assert_null(oci_namespace_path(NULL, OCI_NAMESPACE_TYPE_NETWORK));
}

static void test_mappings(void **state)
{
	struct oci_linux l;

	(void)state;
	READ(&t, &l, &oci_linux_type,
		"{'uidMappings':[{'containerID':10,'hostID':100,'size':5},"
		"{'containerID':0,'hostID':4294967290,'size':1},"
		"{'containerID':4294967290,'hostID':7,'size':5}]}");
	assert_null(oci_id_mapping_find(&l.uid_mappings, 9));
	assert_ptr_equal(oci_id_mapping_find(&l.uid_mappings, 10), &l.uid_mappings.v[0]);
	assert_ptr_equal(oci_id_mapping_find(&l.uid_mappings, 14), &l.uid_mappings.v[0]);
	assert_null(oci_id_mapping_find(&l.uid_mappings, 15));
	assert_ptr_equal(oci_id_mapping_find(&l.uid_mappings, 0), &l.uid_mappings.v[1]);
	assert_ptr_equal(oci_id_mapping_find(&l.uid_mappings, 4294967294), &l.uid_mappings.v[2]);
	assert_null(oci_id_mapping_find(&l.uid_mappings, 4294967295));
	assert_null(oci_id_mapping_find(&l.gid_mappings, 0));
	assert_string_equal(oci_id_mapping_text(&l.uid_mappings, &t.arena),
		"10 100 5\n0 4294967290 1\n4294967290 7 5\n");
	assert_string_equal(oci_id_mapping_text(&l.gid_mappings, &t.arena), "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_namespaces),
		TEST(test_mappings),
	};

	return cmocka_run_group_tests_name("json-config", tests, NULL, NULL);
}
