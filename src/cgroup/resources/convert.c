/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions from the ranges of v1 to those of v2. Written without libm, which brig does not link.
 */
#include "resources/convert.h"

/* Logarithm to base 2 of x >= 1: the integer part by halving, the fraction bit by bit by squaring.
 */
static double log2_of(double x)
{
	double whole = 0, bit = 0.5, fraction = 0;

	for (; x >= 2; x /= 2)
		whole++;
	for (int i = 0; i < 48; i++, bit /= 2) {
		x *= x;
		if (x >= 2) {
			x /= 2;
			fraction += bit;
		}
	}
	return whole + fraction;
}

uint64_t cgroup_weight_of_shares(uint64_t shares)
{
	const double log2_of_10 = 3.321928094887362, tolerance = 1e-12;
	uint64_t low = 1, high = 10000;
	double l, log2_of_weight;

	if (shares <= 2)
		return 1;
	if (shares >= 262144)
		return 10000;
	l = log2_of((double)shares);
	/* log10(weight) = (l^2 + 125 l) / 612 - 7/34 */
	log2_of_weight = ((l * l + 125 * l) / 612 - 7.0 / 34) * log2_of_10;
	while (low < high) {
		uint64_t mid = (low + high) / 2;

		if (log2_of((double)mid) + tolerance >= log2_of_weight)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

uint64_t cgroup_io_weight_of_blkio(uint64_t weight)
{
	if (weight <= 10)
		return 1;
	if (weight >= 1000)
		return 10000;
	return 1 + (weight - 10) * 9999 / 990;
}
