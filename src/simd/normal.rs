//! The standard normal distribution's function Φ, over lanes and without branches.
//!
//! Near 0, Φ(x) = 1/2 + x p(x²). For larger x, Φ(-x) = exp(-x²/2) q((x - 2) / (x + 2)), and Φ(x) = 1 - Φ(-x). The
//! polynomials were fitted by least squares at Chebyshev's points, with 50 digits: relative to Φ(-x), or to 2^-10 where that
//! is larger, they err by 4e-10 (f32) and 5e-19 (f64).

use crate::simd::elementary::{exp_m1_near_zero, exp_range, reduced};
use crate::simd::words::{Words, bits, power_of_two, whole};

/// Where the one gives way to the other.
const NEAR: f64 = 0.75;

/// c[0] + c[1] x + ...
#[inline(always)]
fn polynomial<W: Words>(x: W, coefficients: &[f64]) -> W {
    let mut sum = W::from_f64(0.0);
    for (number, c) in coefficients.iter().rev().enumerate() {
        let c = W::from_f64(*c);
        sum = if number == 0 { c } else { sum.mul_add(x, c) };
    }
    sum
}

/// (factor + rest) exp(-x²/2), for x of a normal size; the rest is what rounding took from the factor.
///
/// An error of x² would be one of the exponent, and grow with it: so x is a short number, whose square is exact, and a rest.
#[inline(always)]
fn bell<W: Words>(x: W, factor: W, rest: W) -> W {
    let short = x.bits_and(bits::<W>(0xffff_f000, -0x0800_0000));
    let half = W::from_f64(-0.5);
    let (n, r) = reduced(exp_range(short * short * half));
    let p = exp_m1_near_zero(r + (x - short) * (x + short) * half);
    let first = whole(n * W::from_f64(0.5));
    (p.mul_add(factor, rest) + factor) * power_of_two(first) * power_of_two(n - first)
}

/// Φ(x)
#[inline(always)]
pub fn normal_cdf<W: Words>(x: W) -> W {
    let (zero, half, one, two) = (W::from_f64(0.0), W::from_f64(0.5), W::from_f64(1.0), W::from_f64(2.0));
    let [near, far]: [&[f64]; 2] = if W::SINGLE {
        [
            &[
                0.398_942_280_351,
                -0.066_490_378_446,
                0.009_973_541_001_02,
                -0.001_187_257_385_42,
                0.000_115_269_384_112,
                -9.233_855_730_88e-6,
                5.249_196_649_68e-7,
            ],
            &[
                0.168_102_001_28,
                -0.250_953_111_42,
                0.090_050_432_592_1,
                0.001_980_210_785_1,
                -0.009_296_117_565_56,
                -0.001_562_199_957_6,
                0.001_180_382_439_88,
                6.557_455_930_52e-4,
                6.319_468_581_5e-5,
            ],
        ]
    } else {
        [
            &[
                0.398_942_280_401_432_7,
                -0.066_490_380_066_905_32,
                0.009_973_557_010_032_798,
                -0.001_187_328_215_446_548_5,
                0.000_115_434_687_401_749_28,
                -9.444_655_422_908_546e-6,
                6.659_672_388_777_682e-7,
                -4.122_314_564_964_490_3e-8,
                2.269_656_485_416_702e-9,
                -1.103_092_073_163_962_9e-10,
                4.011_103_759_297_214e-12,
            ],
            &[
                0.168_102_001_223_170_6,
                -0.250_953_111_820_365_84,
                0.090_050_450_683_535_48,
                0.001_980_250_155_889_088_3,
                -0.009_296_989_450_780_809,
                -0.001_563_827_560_896_685_7,
                0.001_193_445_727_349_749_4,
                6.840_605_773_372_65e-4,
                1.052_024_404_352_178_8e-5,
                -1.550_517_396_986_741e-4,
                -8.067_180_317_870_776e-5,
                -3.216_043_131_455_302e-6,
                2.063_026_341_313_090_8e-5,
                1.394_873_564_025_233_7e-5,
                2.973_509_403_743_158e-6,
                -2.377_610_045_606_518e-6,
                -2.559_777_262_996_644e-6,
                -9.043_025_602_104_992e-7,
            ],
        ]
    };
    // Beyond 40 nothing changes. NaN stays.
    let size = W::from_f64(40.0).min(x.abs());
    let place = (size - two) / (size + two);
    let (constant, slope) = (W::from_f64(far[0]), place * polynomial(place, &far[1..]));
    let factor = constant + slope;
    let far = bell(size, factor, (constant - factor) + slope);
    let near = size * polynomial(size * size, near);
    let middle = x.if_less(zero, half - near, half + near);
    size.if_less(W::from_f64(NEAR), middle, x.if_less(zero, far, one - far))
}
