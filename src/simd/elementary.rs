//! Elementary functions over lanes, without branches.
//!
//! Errors, in units of the last place of f32, over all f32: exp and ln 2, tanh, sigmoid and softplus 3. In f64: 1e-14 of
//! the value. NaN stays NaN, both ends have their limits, subnormal numbers count.
//!
//! exp: x = n ln 2 + r with a whole n, so exp x = 2ⁿ (1 + p), p = exp r - 1 by a polynomial.
//! ln: x = 2ⁿ m with m between sqrt 1/2 and sqrt 2, so ln x = n ln 2 + ln m, and with s = (m - 1) / (m + 1) ln m is
//! 2 artanh s, an odd polynomial. Polynomials of ln: FreeBSD's msun.

use crate::simd::words::{Words, bits, magic, of, power_of_two, power_of_two_from_bits, whole};

/// n and r of x = n ln 2 + r.
#[inline(always)]
pub(super) fn reduced<W: Words>(x: W) -> (W, W) {
    let n = x.mul_add(W::from_f64(core::f64::consts::LOG2_E), magic()) - magic();
    let r = n.mul_add(of(-0.693_145_751_953_125, -0.693_147_180_369_123_8), x);
    (n, n.mul_add(of(-1.428_606_765_330_187e-6, -1.908_214_929_270_587_7e-10), r))
}

/// p of exp r = 1 + p, for r between plus and minus half of ln 2.
#[inline(always)]
pub(super) fn exp_m1_near_zero<W: Words>(r: W) -> W {
    let mut q;
    if W::SINGLE {
        // Fitted with the last one fixed: p errs by 1.4e-8 of itself.
        q = W::from_f64(1.390_064_25e-3);
        for c in [8.366_117_25e-3, 4.166_682_81e-2, 1.666_654_80e-1, 0.5] {
            q = q.mul_add(r, W::from_f64(c));
        }
    } else {
        // 1 / 13! and so on, down to 1 / 2!.
        q = W::from_f64(1.605_904_383_682_161_3e-10);
        for c in [
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
        ] {
            q = q.mul_add(r, W::from_f64(c));
        }
    }
    q.mul_add(r * r, r)
}

/// n and p of exp x = 2ⁿ (1 + p).
#[inline(always)]
fn exp_parts<W: Words>(x: W) -> (W, W) {
    let (n, r) = reduced(x);
    (n, exp_m1_near_zero(r))
}

/// Between numbers at which exp is 0 and infinite. NaN stays.
#[inline(always)]
pub(super) fn exp_range<W: Words>(x: W) -> W {
    of::<W>(89.0, 710.0).min(of::<W>(-104.0, -746.0).max(x))
}

/// exp x
#[inline(always)]
pub fn exp<W: Words>(x: W) -> W {
    let (n, p) = exp_parts(exp_range(x));
    // In two steps, since 2ⁿ itself may be too large or too small for a normal number.
    let half = whole(n * W::from_f64(0.5));
    let (first, second) = (power_of_two(half), power_of_two(n - half));
    p.mul_add(first, first) * second
}

/// exp x - 1
#[inline(always)]
pub fn exp_m1<W: Words>(x: W) -> W {
    let (n, p) = exp_parts(exp_range(x));
    let half = whole(n * W::from_f64(0.5));
    let (first, second) = (power_of_two(half), power_of_two(n - half));
    // -1 arrives at its place in the second step. The sign is x's, at 0 too.
    (p.mul_add(first, first - power_of_two(half - n)) * second).copysign(x)
}

/// ln x
#[inline(always)]
pub fn ln<W: Words>(x: W) -> W {
    let (zero, one) = (W::from_f64(0.0), W::from_f64(1.0));
    let smallest = of::<W>(f32::MIN_POSITIVE as f64, f64::MIN_POSITIVE);
    let scaled = x.if_less(smallest, x * of::<W>(33_554_432.0, 1.801_439_850_948_198_4e16), x);
    let lifted = x.if_less(smallest, of::<W>(25.0, 54.0), zero);
    // The exponent of x / sqrt ½, as a number that isn't negative, and m.
    let from_root = bits::<W>(0x3f80_0000 - 0x3f35_04f3, 0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd);
    let shifted = scaled.bits_add(from_root);
    let exponent = shifted.bits_right().bits_add(bits::<W>(0x4b40_0000, 0x4338_0000_0000_0000)) - magic();
    let n = exponent - of(127.0, 1023.0) - lifted;
    let m = shifted
        .bits_and(bits::<W>(0x007f_ffff, 0x000f_ffff_ffff_ffff))
        .bits_add(bits::<W>(0x3f35_04f3, 0x3fe6_a09e_667f_3bcd));

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
    let mut tail = W::from_f64(coefficients[0]);
    for c in &coefficients[1..] {
        tail = tail.mul_add(z, W::from_f64(*c));
    }
    let half = f * f * W::from_f64(0.5);
    let low = n.mul_add(of(9.058_000_614_5e-6, 1.908_214_929_270_587_7e-10), s * (half + z * tail));
    let value = n.mul_add(of(0.693_138_122_558_593_8, 0.693_147_180_369_123_8), f - (half - low));

    let infinity = W::from_f64(f64::INFINITY);
    // Infinity and NaN are their own logarithms; 0's is -infinity, and below there is none.
    let value = x.if_less(infinity, value, x);
    let value = zero.if_less(x, value, W::from_f64(f64::NAN));
    x.abs().if_less(of(1e-45, 4.94e-324), -infinity, value)
}

/// ln(1 + x)
#[inline(always)]
pub fn ln_1p<W: Words>(x: W) -> W {
    let (zero, one, infinity) = (W::from_f64(0.0), W::from_f64(1.0), W::from_f64(f64::INFINITY));
    let u = one + x;
    // What rounding took from u, over u: the derivative of ln puts it back.
    let lost = (x - (u - one)) / u;
    let lost = zero.if_less(u, lost, zero);
    // The sign is x's, at 0 too.
    (ln(u) + u.if_less(infinity, lost, zero)).copysign(x)
}

/// tanh x, as (1 - exp(-2|x|)) / (1 + exp(-2|x|)) with x's sign.
#[inline(always)]
pub fn tanh<W: Words>(x: W) -> W {
    let (one, two) = (W::from_f64(1.0), W::from_f64(2.0));
    // From 20 on the quotient is 1. NaN stays.
    let size = W::from_f64(20.0).min(x.abs());
    let (power, p) = if W::SINGLE {
        // One step of reduction is enough: ln 2 as an f32 errs by 3e-9 of itself, and a large n makes a small power.
        let double = -(size + size);
        let shifted = double.mul_add(W::from_f64(core::f64::consts::LOG2_E), magic());
        let r = (shifted - magic()).mul_add(W::from_f64(-core::f64::consts::LN_2), double);
        (power_of_two_from_bits(shifted), exp_m1_near_zero(r))
    } else {
        let (n, p) = exp_parts(size * W::from_f64(-2.0));
        (power_of_two(n), p)
    };
    let e = p.mul_add(power, power - one);
    // copysign drops the sign of e, which isn't positive.
    (e / (e + two)).copysign(x)
}

/// y and c of 1 / (1 + exp(-x)) = y + c y, where c makes good what rounding took from the divisor.
#[inline(always)]
fn sigmoid_parts<W: Words>(x: W) -> (W, W) {
    let (zero, one) = (W::from_f64(0.0), W::from_f64(1.0));
    // The exponential of a number that isn't positive can't overflow, and small results keep their digits.
    let e = exp(-x.abs());
    let divisor = one + e;
    let lost = e - (divisor - one);
    // A line is near enough to one over the divisor, which is 1 to 2.
    let inverse = divisor.mul_add(W::from_f64(-0.5), W::from_f64(1.457));
    (x.if_less(zero, e, one) / divisor, -lost * inverse)
}

/// 1 / (1 + exp(-x))
#[inline(always)]
pub fn sigmoid<W: Words>(x: W) -> W {
    let (y, c) = sigmoid_parts(x);
    c.mul_add(y, y)
}

/// x / (1 + exp(-x))
#[inline(always)]
pub fn silu<W: Words>(x: W) -> W {
    let (y, c) = sigmoid_parts(x);
    // Where y is 0 or c is, x may be infinite. The sign is x's, at 0 too.
    let y = W::from_f64(-1000.0).max(x) * y;
    c.mul_add(W::from_f64(1e30).min(y), y).copysign(x)
}

/// ln(1 + exp(x))
#[inline(always)]
pub fn softplus<W: Words>(x: W) -> W {
    W::from_f64(0.0).max(x) + ln_1p(exp(-x.abs()))
}
