//! Sine and cosine, over lanes and without branches.
//!
//! x = n π/2 + r with a whole n and r at most π/4 in size: the sine of x is the sine or the cosine of r, by n modulo 4.
//! π/2 is three numbers, of which the first two are short, so that n times them is exact. Polynomials: Cephes' (f32) and
//! FreeBSD's msun (f64).

use crate::simd::words::{Words, of, whole};

/// The sine and the cosine of r, and n modulo 4, for x = n π/2 + r.
#[inline(always)]
fn quarters<W: Words>(x: W) -> (W, W, W) {
    let one = W::from_f64(1.0);
    let n = whole(x * W::from_f64(core::f64::consts::FRAC_2_PI));
    let r = n.mul_add(of(-1.570_312_5, -1.570_796_326_734_125_6), x);
    let r = n.mul_add(of(-4.837_512_969_970_703e-4, -6.077_100_506_303_966e-11), r);
    let r = n.mul_add(of(-7.549_789_948_768_648e-8, -2.022_266_248_795_950_6e-21), r);
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
    let series = |coefficients: &[f64]| {
        let mut sum = W::from_f64(coefficients[0]);
        for c in &coefficients[1..] {
            sum = sum.mul_add(z, W::from_f64(*c));
        }
        sum
    };
    let sine = (r * z).mul_add(series(sine), r);
    let cosine = (z * z).mul_add(series(cosine), z.mul_add(W::from_f64(-0.5), one));
    // n - 4 floor(n / 4)
    let turns = whole(n.mul_add(W::from_f64(0.25), W::from_f64(-0.375)));
    (sine, cosine, turns.mul_add(W::from_f64(-4.0), n))
}

/// A value that is of the angle x, if that isn't too large.
#[inline(always)]
fn within<W: Words>(x: W, value: W) -> W {
    x.abs().if_less(of(1e5, 1e6), value, W::from_f64(f64::NAN))
}

/// sin x
#[inline(always)]
pub fn sin<W: Words>(x: W) -> W {
    let (sine, cosine, quarter) = quarters(x);
    let of_quarter = |quarter: W| {
        let (half, turned) = (W::from_f64(1.5), quarter - W::from_f64(2.0));
        // 0: sine, 1: cosine, 2: -sine, 3: -cosine.
        let first = quarter.if_less(W::from_f64(0.5), sine, cosine);
        let second = turned.if_less(W::from_f64(0.5), -sine, -cosine);
        quarter.if_less(half, first, second)
    };
    within(x, of_quarter(quarter))
}

/// cos x
#[inline(always)]
pub fn cos<W: Words>(x: W) -> W {
    let (sine, cosine, quarter) = quarters(x);
    let (half, turned) = (W::from_f64(1.5), quarter - W::from_f64(2.0));
    // 0: cosine, 1: -sine, 2: -cosine, 3: sine.
    let first = quarter.if_less(W::from_f64(0.5), cosine, -sine);
    let second = turned.if_less(W::from_f64(0.5), -cosine, sine);
    within(x, quarter.if_less(half, first, second))
}
