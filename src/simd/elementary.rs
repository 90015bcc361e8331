//! Elementary functions of vectors and scalars, without branches.
//!
//! Maximal errors in f32, over all arguments: 2 units in the last place for exp and ln; 3 for tanh, sigmoid and
//! softplus. In f64: 1e-14 of the value. NaN propagates, limits at infinity are exact, and subnormal numbers are
//! supported.
//!
//! - exp: x = n ln 2 + r with an integer n and |r| <= ln 2 / 2. Then exp x = 2ⁿ (1 + p), where p = exp r - 1 is a
//!   polynomial.
//! - ln: x = 2ⁿ m with m between sqrt 1/2 and sqrt 2. Then ln x = n ln 2 + ln m, and ln m = 2 artanh s with
//!   s = (m - 1) / (m + 1), an odd polynomial of s. The coefficients are those of FreeBSD's msun.

use crate::simd::float_bits::{
    FloatBits, constant, integer, magic, polynomial, power_of_two, round, scaled_polynomial,
};

/// n and r of x = n ln 2 + r.
#[cfg_attr(not(debug_assertions), inline(always))]
fn reduce_by_ln_2<W: FloatBits>(x: W) -> (W, W) {
    let n = x.mul_add(W::from_f64(core::f64::consts::LOG2_E), magic()) - magic();
    (n, plus_ln_2_times(-1.0, n, x))
}

/// x + n ln 2 `factor`, for a power of two or minus one. ln 2 is split in two constants, of which n times the first is
/// exact.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn plus_ln_2_times<W: FloatBits>(factor: f64, n: W, x: W) -> W {
    let [high, low] = if W::SINGLE {
        [0.693_145_751_953_125, 1.428_606_765_330_187e-6]
    } else {
        [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10]
    };
    n.mul_add(W::from_f64(factor * low), n.mul_add(W::from_f64(factor * high), x))
}

/// The coefficients of exp, from that of the highest power to that of r².
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn exp_coefficients<W: FloatBits>() -> &'static [f64] {
    if W::SINGLE {
        // Fitted, with the last one fixed to 1 / 2!: a relative error of 1.4e-8.
        &[1.390_064_25e-3, 8.366_117_25e-3, 4.166_682_81e-2, 1.666_654_80e-1, 0.5]
    } else {
        // The Taylor series: 1 / 13! down to 1 / 2!.
        &[
            1.605_904_383_682_161_3e-10,
            2.087_675_698_786_81e-9,
            2.505_210_838_544_172e-8,
            2.755_731_922_398_589e-7,
            2.755_731_922_398_589e-6,
            2.480_158_730_158_73e-5,
            1.984_126_984_126_984e-4,
            1.388_888_888_888_889e-3,
            8.333_333_333_333_333e-3,
            0.041_666_666_666_666_664,
            0.166_666_666_666_666_66,
            0.5,
        ]
    }
}

/// exp r - 1 for |r| <= ln 2 / 2.
#[cfg_attr(not(debug_assertions), inline(always))]
fn exp_m1_near_zero<W: FloatBits>(r: W) -> W {
    polynomial(r, exp_coefficients::<W>()).mul_add(r * r, r)
}

/// n and p of exp x = 2ⁿ (1 + p).
#[cfg_attr(not(debug_assertions), inline(always))]
fn exp_parts<W: FloatBits>(x: W) -> (W, W) {
    let (n, r) = reduce_by_ln_2(x);
    (n, exp_m1_near_zero(r))
}

/// Clamps x to a range beyond which exp x is 0 or infinite. NaN propagates.
#[cfg_attr(not(debug_assertions), inline(always))]
fn clamp_to_exp_range<W: FloatBits>(x: W) -> W {
    constant::<W>(89.0, 710.0).min(constant::<W>(-104.0, -746.0).max(x))
}

/// Splits the exponent n into two integers, since 2ⁿ alone may be infinite or subnormal.
#[cfg_attr(not(debug_assertions), inline(always))]
fn halves<W: FloatBits>(n: W) -> (W, W) {
    let half = round(n * W::from_f64(0.5));
    (half, n - half)
}

/// exp x
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn exp<W: FloatBits>(x: W) -> W {
    let (n, p) = exp_parts(clamp_to_exp_range(x));
    let (first, second) = halves(n);
    let power = power_of_two(first);
    p.mul_add(power, power) * power_of_two(second)
}

/// exp x - 1
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn exp_m1<W: FloatBits>(x: W) -> W {
    let (n, p) = exp_parts(clamp_to_exp_range(x));
    let (first, second) = halves(n);
    let power = power_of_two(first);
    // -1 is divided by the second power, which the sum is multiplied by. The sign is that of x, for -0 too.
    (p.mul_add(power, power - power_of_two(-second)) * power_of_two(second)).copysign(x)
}

/// ln x
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn ln<W: FloatBits>(x: W) -> W {
    let (zero, one) = (W::from_f64(0.0), W::from_f64(1.0));
    let smallest = constant::<W>(f32::MIN_POSITIVE as f64, f64::MIN_POSITIVE);
    // Subnormal numbers are made normal by a factor of 2²⁵ in f32, 2⁵⁴ in f64.
    let scaled = x.if_less(smallest, x * constant::<W>(33_554_432.0, 1.801_439_850_948_198_4e16), x);
    let scaling = x.if_less(smallest, constant::<W>(25.0, 54.0), zero);
    // The exponent of x / sqrt(1/2) with its bias, and m.
    let from_root = integer::<W>(0x3f80_0000 - 0x3f35_04f3, 0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd);
    let shifted = scaled.bits_add(from_root);
    let exponent = shifted.bits_right().bits_add(integer::<W>(0x4b40_0000, 0x4338_0000_0000_0000)) - magic();
    let n = exponent - constant(127.0, 1023.0) - scaling;
    let m = shifted
        .bits_and(integer::<W>(0x007f_ffff, 0x000f_ffff_ffff_ffff))
        .bits_add(integer::<W>(0x3f35_04f3, 0x3fe6_a09e_667f_3bcd));

    let f = m - one;
    let s = f / (one + m);
    let z = s * s;
    let coefficients: &[f64] = if W::SINGLE {
        &[0.242_790_78, 0.284_987_87, 0.400_009_72, 0.666_666_63]
    } else {
        &[
            0.147_981_986_051_165_86,
            0.153_138_376_992_093_73,
            0.181_835_721_616_180_5,
            0.222_221_984_321_497_84,
            0.285_714_287_436_623_9,
            0.399_999_999_994_094_2,
            0.666_666_666_666_673_5,
        ]
    };
    let tail = polynomial(z, coefficients);
    let half = f * f * W::from_f64(0.5);
    let low = n.mul_add(constant(9.058_000_614_5e-6, 1.908_214_929_270_587_7e-10), s * (half + z * tail));
    let value = n.mul_add(constant(0.693_138_122_558_593_8, 0.693_147_180_369_123_8), f - (half - low));

    let infinity = W::from_f64(f64::INFINITY);
    // ln of infinity is infinity, of 0 -infinity, of negative numbers NaN. NaN propagates.
    let value = x.if_less(infinity, value, x);
    let value = zero.if_less(x, value, W::from_f64(f64::NAN));
    x.abs().if_less(constant(1e-45, 4.94e-324), -infinity, value)
}

/// ln(1 + x)
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn ln_1p<W: FloatBits>(x: W) -> W {
    let (zero, one, infinity) = (W::from_f64(0.0), W::from_f64(1.0), W::from_f64(f64::INFINITY));
    let u = one + x;
    // The rounding error of u, divided by u: ln(u + error) = ln u + error / u to first order.
    let lost = (x - (u - one)) / u;
    let lost = zero.if_less(u, lost, zero);
    // The sign is that of x, for -0 too.
    (ln(u) + u.if_less(infinity, lost, zero)).copysign(x)
}

/// A and B of tanh(ratio r) = A / B for a ratio of 1 or 1/2, so that exp(2 ratio r) = (B + A) / (B - A), where ratio r is
/// between -ln 2 / 4 and 3/8 ln 2. The relative error is 8e-9 in f32 and 7e-17 in f64. The quotient is a Padé approximant
/// of degree 6 in f64, and of degree 3 in f32, where the coefficients are fitted to this range.
#[cfg_attr(not(debug_assertions), inline(always))]
fn tanh_fraction<W: FloatBits>(ratio: f64, r: W) -> (W, W) {
    let square = r * r;
    let [odd, even]: [&[f64]; 2] = if W::SINGLE {
        [&[1.0, 15.040_280_9], &[6.013_408_35, 15.040_280_9]]
    } else {
        [&[21.0, 1260.0, 10_395.0], &[1.0, 210.0, 4725.0, 10_395.0]]
    };
    // With this factor, which cancels, the first coefficient in f32 stays 1.
    let factor = 1.0 / (ratio * ratio * ratio);
    let a = r * scaled_polynomial([factor * ratio, ratio * ratio], square, odd);
    (a, scaled_polynomial([factor, ratio * ratio], square, even))
}

/// tanh x = (exp(2|x|) - 1) / (exp(2|x|) + 1), with the sign of x.
///
/// With exp(2|x|) = 2ⁿ (B + A) / (B - A) and h = (2ⁿ - 1) / 2, this is (h (B + A) + A) / (h (B + A) + B). Small
/// results keep their digits, since n is 0 there, and from n = 1 on, A is at least -B / 11.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn tanh<W: FloatBits>(x: W) -> W {
    // From |x| = 20 on the quotient is 1. NaN propagates.
    let size = W::from_f64(20.0).min(x.abs());
    let shifted = size.mul_add(W::from_f64(2.0 * core::f64::consts::LOG2_E), W::from_f64(-0.25)) + magic();
    let n = shifted - magic();
    let r = if W::SINGLE {
        // One constant for ln 2 is enough: its relative error is 3e-9, and tanh is flat where n is large.
        n.mul_add(W::from_f64(-0.5 * core::f64::consts::LN_2), size)
    } else {
        plus_ln_2_times(-0.5, n, size)
    };
    let (a, b) = tanh_fraction(1.0, r);
    // The exponent of 2ⁿ / 2.
    let h = shifted.bits_left().bits_add(integer::<W>(0x3f00_0000, 0x3fe0_0000_0000_0000)) - W::from_f64(0.5);
    let sum = b + a;
    let y = h.mul_add(sum, a) / h.mul_add(sum, b);
    // The quotient isn't negative: the sum of the bits has the sign of x.
    y.bits_plus(x.bits_and(integer::<W>(0x8000_0000, i64::MIN)))
}

/// 1 / (1 + exp(-x)) = exp x / (exp x + 1).
///
/// With exp x = 2ⁿ (B + A) / (B - A), this is 2ⁿ (B + A) / (2ⁿ (B + A) + (B - A)): the terms are positive, so small
/// results keep their digits. Both are multiplied by 2⁶⁴ in f32 and 2²⁰⁰ in f64, so that they are normal numbers where
/// the quotient isn't.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn sigmoid<W: FloatBits>(x: W) -> W {
    // Beyond this range the quotient is 0 or 1. NaN propagates.
    let x = constant::<W>(30.0, 40.0).min(constant::<W>(-104.0, -746.0).max(x));
    let shifted = x.mul_add(W::from_f64(core::f64::consts::LOG2_E), magic());
    let (a, b) = tanh_fraction(0.5, plus_ln_2_times(-1.0, shifted - magic(), x));
    // n and 64 or 200 are added to the exponent of B + A.
    let power = shifted.bits_left().bits_add(integer::<W>(64 << 23, 200 << 52)).bits_plus(b + a);
    let factor = constant::<W>(18_446_744_073_709_551_616.0, 1.606_938_044_258_990_3e60);
    power / (b - a).mul_add(factor, power)
}

/// x / (1 + exp(-x)) = max(0, x) - |x| e / (1 + e) with e = exp(-|x|).
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn silu<W: FloatBits>(x: W) -> W {
    let one = W::from_f64(1.0);
    let e = exp(-x.abs());
    let divisor = one + e;
    // From |x| = 1000 on the quotient is 0. NaN propagates.
    let y = W::from_f64(-1000.0).max(-x.abs()) * (e / divisor);
    // The rounding error of the divisor is corrected. That needs few digits: a line approximates 1 / divisor, for
    // divisors from 1 to 2.
    let lost = e - (divisor - one);
    let inverse = divisor.mul_add(W::from_f64(-0.5), W::from_f64(1.457));
    // The sign is that of x, for -0 too.
    ((-lost * inverse).mul_add(y, y) + W::from_f64(0.0).max(x)).copysign(x)
}

/// ln(1 + exp(x))
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn softplus<W: FloatBits>(x: W) -> W {
    W::from_f64(0.0).max(x) + ln_1p(exp(-x.abs()))
}
