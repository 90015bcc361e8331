//! Φ, the distribution function of the standard normal distribution, of vectors and scalars, without branches.
//!
//! For |x| < 0.75, Φ(x) = 1/2 + x p(x²). Beyond, Φ(-x) = exp(-x²/2) q((x - 2) / (x + 2)) for x > 0, and
//! Φ(x) = 1 - Φ(-x). The polynomials p and q were fitted by least squares at Chebyshev points, computed with 50 digits.
//! Their error relative to max(Φ(-x), 2⁻¹⁰) is 4e-10 in f32 and 5e-19 in f64.

use crate::simd::elementary::{clamp_to_exp_range, exp_m1_near_zero, halves, reduce_by_ln_2};
use crate::simd::float_bits::{FloatBits, integer, polynomial, power_of_two};

/// |x| up to which p is used.
const NEAR: f64 = 0.75;

/// (factor + rest) exp(-x²/2), where `rest` is the rounding error of the factor.
///
/// An error of the exponent x²/2 would be a relative error of the result. So x is split into a number of few bits,
/// whose square is exact, and a rest.
#[cfg_attr(not(debug_assertions), inline(always))]
fn times_gaussian<W: FloatBits>(x: W, factor: W, rest: W) -> W {
    let short = x.bits_and(integer::<W>(0xffff_f000, -0x0800_0000));
    let half = W::from_f64(-0.5);
    let (n, r) = reduce_by_ln_2(clamp_to_exp_range(short * short * half));
    let p = exp_m1_near_zero(r + (x - short) * (x + short) * half);
    let (first, second) = halves(n);
    (p.mul_add(factor, rest) + factor) * power_of_two(first) * power_of_two(second)
}

/// Φ(x)
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn normal_cdf<W: FloatBits>(x: W) -> W {
    let (zero, half, one, two) = (W::from_f64(0.0), W::from_f64(0.5), W::from_f64(1.0), W::from_f64(2.0));
    // Coefficients of p and q.
    let [near, far]: [&[f64]; 2] = if W::SINGLE {
        [
            &[
                5.249_196_649_68e-7,
                -9.233_855_730_88e-6,
                0.000_115_269_384_112,
                -0.001_187_257_385_42,
                0.009_973_541_001_02,
                -0.066_490_378_446,
                0.398_942_280_351,
            ],
            &[
                6.319_468_581_5e-5,
                6.557_455_930_52e-4,
                0.001_180_382_439_88,
                -0.001_562_199_957_6,
                -0.009_296_117_565_56,
                0.001_980_210_785_1,
                0.090_050_432_592_1,
                -0.250_953_111_42,
                0.168_102_001_28,
            ],
        ]
    } else {
        [
            &[
                4.011_103_759_297_214e-12,
                -1.103_092_073_163_962_9e-10,
                2.269_656_485_416_702e-9,
                -4.122_314_564_964_490_3e-8,
                6.659_672_388_777_682e-7,
                -9.444_655_422_908_546e-6,
                0.000_115_434_687_401_749_28,
                -0.001_187_328_215_446_548_5,
                0.009_973_557_010_032_798,
                -0.066_490_380_066_905_32,
                0.398_942_280_401_432_7,
            ],
            &[
                -9.043_025_602_104_992e-7,
                -2.559_777_262_996_644e-6,
                -2.377_610_045_606_518e-6,
                2.973_509_403_743_158e-6,
                1.394_873_564_025_233_7e-5,
                2.063_026_341_313_090_8e-5,
                -3.216_043_131_455_302e-6,
                -8.067_180_317_870_776e-5,
                -1.550_517_396_986_741e-4,
                1.052_024_404_352_178_8e-5,
                6.840_605_773_372_65e-4,
                0.001_193_445_727_349_749_4,
                -0.001_563_827_560_896_685_7,
                -0.009_296_989_450_780_809,
                0.001_980_250_155_889_088_3,
                0.090_050_450_683_535_48,
                -0.250_953_111_820_365_84,
                0.168_102_001_223_170_6,
            ],
        ]
    };
    // From |x| = 40 on Φ is 0 or 1. NaN propagates.
    let size = W::from_f64(40.0).min(x.abs());
    let t = (size - two) / (size + two);
    let (slopes, constant) = far.split_at(far.len() - 1);
    let (constant, rest) = (W::from_f64(constant[0]), t * polynomial(t, slopes));
    let factor = constant + rest;
    let far = times_gaussian(size, factor, (constant - factor) + rest);
    let near = size * polynomial(size * size, near);
    let middle = x.if_less(zero, half - near, half + near);
    size.if_less(W::from_f64(NEAR), middle, x.if_less(zero, far, one - far))
}
