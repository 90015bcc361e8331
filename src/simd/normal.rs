//! Φ, the distribution function of the standard normal distribution, and φ, its density, of vectors and scalars, without
//! branches.
//!
//! Φ(-x) = exp(-x²/2) (c + L(x) / R(x)) for x >= 0, and Φ(x) = 1 - Φ(-x). The polynomials L and R were fitted, computed
//! with 50 digits. Their largest error relative to max(Φ(-x), 2⁻¹⁰) is 9e-9 in f32 and 6e-18 in f64. The constant c keeps
//! the quotient, and with it the quotient's rounding errors, smaller than the sum.

use crate::simd::elementary::{exp_coefficients, plus_ln_2_times};
use crate::simd::float_bits::{FloatBits, constant, integer, magic, polynomial, scaled_polynomial};

/// |x|, bounded where Φ(-|x|) and φ(x) are 0. NaN propagates.
#[cfg_attr(not(debug_assertions), inline(always))]
fn bounded_size<W: FloatBits>(x: W) -> W {
    constant::<W>(15.0, 40.0).min(x.abs())
}

/// p and the bits of 2ⁿ without its bias, of exp(-x²/2) = 2ⁿ (1 - p/2).
///
/// An error of x² would be a relative error of the result. So x is split into a number of few bits, whose square is
/// exact, and a rest. With r = x² + 2 n ln 2, p is 2 - 2 exp(-r/2).
#[cfg_attr(not(debug_assertions), inline(always))]
fn gaussian_parts<W: FloatBits>(x: W) -> (W, W) {
    let short = x.bits_and(integer::<W>(0xffff_f000, -0x0800_0000));
    let square = short * short;
    let shifted = square.mul_add(W::from_f64(-0.5 * core::f64::consts::LOG2_E), magic());
    let r = plus_ln_2_times(2.0, shifted - magic(), square);
    let r = (x - short).mul_add(x + short, r);
    (scaled_polynomial([-0.5, -0.5], r, exp_coefficients::<W>()).mul_add(r * r, r), shifted.bits_left())
}

/// 2ⁿ times `number`, which is positive, from the bits that [`gaussian_parts`] returns. It is multiplied by 2⁶⁴ in f32
/// and 2²⁰⁰ in f64 beside, so that it is a normal number for every n.
#[cfg_attr(not(debug_assertions), inline(always))]
fn scaled<W: FloatBits>(bits: W, number: f64) -> W {
    let scale = integer::<W>(64 << 23, 200 << 52);
    bits.bits_add(integer::<W>(i64::from((number as f32).to_bits()), number.to_bits() as i64) + scale)
}

/// 2⁻⁶⁴ in f32, 2⁻²⁰⁰ in f64: reverts the scale of [`scaled`].
#[cfg_attr(not(debug_assertions), inline(always))]
fn unscale<W: FloatBits>() -> W {
    constant(5.421_010_862_427_522e-20, 6.223_015_277_861_142e-61)
}

/// φ(x) = exp(-x²/2) / sqrt(2π)
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn normal_pdf<W: FloatBits>(x: W) -> W {
    let (p, bits) = gaussian_parts(bounded_size(x));
    let root = 0.398_942_280_401_432_7;
    (scaled(bits, root) - p * scaled(bits, 0.5 * root)) * unscale()
}

/// Φ(-|x|)
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn normal_tail<W: FloatBits>(x: W) -> W {
    const C: f64 = 0.148;
    // The coefficients of L and R.
    let [l, r]: [&[f64]; 2] = if W::SINGLE {
        [
            &[-0.148, -0.814_401_27, -0.990_189_2, 3.587_883, 12.341_335],
            &[1.0, 8.193_707, 28.873_816, 49.929_077, 35.060_61],
        ]
    } else {
        [
            &[
                -0.148,
                -3.096_778_708_162_662_8,
                -29.248_434_669_153_617,
                -155.168_479_161_763_4,
                -451.642_519_948_480_1,
                -390.700_006_371_716_2,
                1_943.380_397_483_889_5,
                7_263.761_577_930_561_5,
                8_992.539_061_224_943,
            ],
            &[
                1.0,
                23.619_732_010_016_96,
                261.293_105_801_046_86,
                1_750.064_001_048_266_2,
                7_705.474_270_195_715,
                22_712.792_762_044_814,
                43_579.592_595_297_414,
                49_589.586_414_608_01,
                25_546.985_969_389_04,
            ],
        ]
    };
    let size = bounded_size(x);
    let (p, bits) = gaussian_parts(size);
    let quotient = polynomial(size, l) / polynomial(size, r);
    // (1 - p/2) (C + quotient) = C + (quotient - p (C + quotient) / 2)
    let half = quotient.mul_add(W::from_f64(-0.5), W::from_f64(-0.5 * C));
    p.mul_add(half, quotient).mul_add(scaled(bits, 1.0), scaled(bits, C)) * unscale()
}

/// Φ(x)
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn normal_cdf<W: FloatBits>(x: W) -> W {
    let tail = normal_tail(x);
    x.if_less(W::from_f64(0.0), tail, W::from_f64(1.0) - tail)
}
