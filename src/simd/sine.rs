//! Sine and cosine of vectors and scalars, without branches.
//!
//! x = n π/2 + r with an integer n and |r| <= π/4. sin x is ±sin r or ±cos r, depending on n modulo 4. π/2 is split in
//! three constants, of which n times the first two is exact. Polynomials: Cephes (f32) and FreeBSD's msun (f64).

use crate::simd::float_bits::{FloatBits, constant, polynomial, round};

/// sin r, cos r and n modulo 4, for x = n π/2 + r.
#[cfg_attr(not(debug_assertions), inline(always))]
fn reduce_to_quadrant<W: FloatBits>(x: W) -> (W, W, W) {
    let one = W::from_f64(1.0);
    let n = round(x * W::from_f64(core::f64::consts::FRAC_2_PI));
    let r = n.mul_add(constant(-1.570_312_5, -1.570_796_326_734_125_6), x);
    let r = n.mul_add(constant(-4.837_512_969_970_703e-4, -6.077_100_506_303_966e-11), r);
    let r = n.mul_add(constant(-7.549_789_948_768_648e-8, -2.022_266_248_795_950_6e-21), r);
    let z = r * r;
    let [sine, cosine]: [&[f64]; 2] = if W::SINGLE {
        [
            &[-1.951_529_589_1e-4, 8.332_160_873_6e-3, -1.666_665_461_1e-1],
            &[2.443_315_711_809_948e-5, -1.388_731_625_493_765e-3, 4.166_664_568_298_827e-2],
        ]
    } else {
        [
            &[
                1.589_690_995_211_55e-10,
                -2.505_076_025_340_686_3e-8,
                2.755_731_370_707_006_8e-6,
                -1.984_126_982_985_795e-4,
                0.008_333_333_333_322_49,
                -0.166_666_666_666_666_32,
            ],
            &[
                -1.135_964_755_778_819_5e-11,
                2.087_572_321_298_175e-9,
                -2.755_731_435_139_066_3e-7,
                2.480_158_728_947_673e-5,
                -0.001_388_888_888_887_411,
                0.041_666_666_666_666_6,
            ],
        ]
    };
    let sine = (r * z).mul_add(polynomial(z, sine), r);
    let cosine = (z * z).mul_add(polynomial(z, cosine), z.mul_add(W::from_f64(-0.5), one));
    // n - 4 floor(n / 4)
    let turns = round(n.mul_add(W::from_f64(0.25), W::from_f64(-0.375)));
    (sine, cosine, turns.mul_add(W::from_f64(-4.0), n))
}

/// The value, or NaN if |x| is too large for any digit of the result to be right.
#[cfg_attr(not(debug_assertions), inline(always))]
fn nan_if_too_large<W: FloatBits>(x: W, value: W) -> W {
    x.abs().if_less(constant(1e5, 1e6), value, W::from_f64(f64::NAN))
}

/// The value that belongs to the quadrant: 0, 1, 2 or 3.
#[cfg_attr(not(debug_assertions), inline(always))]
fn select<W: FloatBits>(quadrant: W, values: [W; 4]) -> W {
    let low = quadrant.if_less(W::from_f64(0.5), values[0], values[1]);
    let high = (quadrant - W::from_f64(2.0)).if_less(W::from_f64(0.5), values[2], values[3]);
    quadrant.if_less(W::from_f64(1.5), low, high)
}

/// sin x
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn sin<W: FloatBits>(x: W) -> W {
    let (sine, cosine, quadrant) = reduce_to_quadrant(x);
    nan_if_too_large(x, select(quadrant, [sine, cosine, -sine, -cosine]))
}

/// cos x
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn cos<W: FloatBits>(x: W) -> W {
    let (sine, cosine, quadrant) = reduce_to_quadrant(x);
    nan_if_too_large(x, select(quadrant, [cosine, -sine, -cosine, sine]))
}
