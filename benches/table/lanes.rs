//! What samples as lanes would gain: the gradient of 3 -> W relu -> 1, with the lanes of a vector being consecutive samples,
//! beside the library's, whose lanes are a sample's values.
//!
//! Values are stored by input or unit, one row of samples each. Then no lane is idle whatever the width, and an output isn't a
//! sum across lanes; but every derivative is one at the end, and each unit is stored in a row of its own.

use std::arch::x86_64::*;
use std::hint::black_box;

use staticnn::prelude::*;

use crate::cases::{Effort, inputs, measure};
use crate::peak::Width;

/// The samples of a batch, those of a row with its padding, and the most units.
const SAMPLES: usize = 100;
const ROW: usize = 112;
const UNITS: usize = 32;

/// Buffers of a pass: what a library would keep in its tape and scratch.
#[repr(align(64))]
struct Room {
    x: [f32; 3 * ROW],
    h: [f32; UNITS * ROW],
    dh: [f32; UNITS * ROW],
    y: [f32; ROW],
    d: [f32; ROW],
    /// A vector of partial sums for each derivative: of the 3 W weights and W biases, W weights and a bias.
    sums: [f32; 16 * (5 * UNITS + 16)],
}

/// Defines a module with the passes for an instruction set, from its vectors of 16 lanes.
macro_rules! passes {
    (
        $module:ident, $features:literal, $Vector:ty,
        |$a:ident, $b:ident, $c:ident, $pointer:ident, $number:ident|
        load: $load:expr, store: $store:expr, splat: $splat:expr, mul_add: $mul_add:expr, add: $add:expr, mul: $mul:expr,
        max: $max:expr, where_positive: $where_positive:expr, halves: $halves:expr
    ) => {
        mod $module {
            use super::*;

            type V = $Vector;

            #[target_feature(enable = $features)]
            #[inline]
            unsafe fn load($pointer: *const f32) -> V {
                // SAFETY: the caller has 16 values there.
                unsafe { $load }
            }
            #[target_feature(enable = $features)]
            #[inline]
            unsafe fn store($a: V, $pointer: *mut f32) {
                // SAFETY: the caller has room for 16 values there.
                unsafe { $store }
            }
            #[target_feature(enable = $features)]
            #[inline]
            fn splat($number: f32) -> V {
                $splat
            }
            #[target_feature(enable = $features)]
            #[inline]
            fn mul_add($a: V, $b: V, $c: V) -> V {
                $mul_add
            }
            #[target_feature(enable = $features)]
            #[inline]
            fn add($a: V, $b: V) -> V {
                $add
            }
            #[target_feature(enable = $features)]
            #[inline]
            fn mul($a: V, $b: V) -> V {
                $mul
            }
            #[target_feature(enable = $features)]
            #[inline]
            fn max($a: V, $b: V) -> V {
                $max
            }
            /// `b` where `a` is positive, else 0.
            #[target_feature(enable = $features)]
            #[inline]
            fn where_positive($a: V, $b: V) -> V {
                $where_positive
            }
            /// The sums of lanes 0 and 8, 1 and 9, and so on.
            #[target_feature(enable = $features)]
            #[inline]
            fn halves($a: V) -> __m256 {
                $halves
            }

            /// The sums of eight vectors, from `from` on.
            #[target_feature(enable = $features)]
            #[inline]
            unsafe fn eight_sums(from: *const f32) -> __m256 {
                let mut v = [_mm256_setzero_ps(); 8];
                for (index, v) in v.iter_mut().enumerate() {
                    // SAFETY: the caller has eight vectors there.
                    *v = halves(unsafe { load(from.add(16 * index)) });
                }
                for i in 0..4 {
                    let (a, b) = (v[i], v[i + 4]);
                    v[i] = _mm256_add_ps(_mm256_blend_ps::<0xf0>(a, b), _mm256_permute2f128_ps::<0x21>(a, b));
                }
                for i in 0..2 {
                    let (a, b) = (v[i], v[i + 2]);
                    v[i] = _mm256_add_ps(_mm256_blend_ps::<0xcc>(a, b), _mm256_shuffle_ps::<0x4e>(a, b));
                }
                let other = _mm256_blend_ps::<0xaa>(v[1], v[0]);
                _mm256_add_ps(_mm256_blend_ps::<0xaa>(v[0], v[1]), _mm256_permute_ps::<0xb1>(other))
            }

            /// The derivatives: of W, 3 x `units`, then of b, of the second layer's weights, and of its bias.
            ///
            /// # Safety
            ///
            /// The processor has the instruction set, `units` is a multiple of 4, at most `UNITS`, `parameters` has
            /// 5 `units` + 1 values in the order of the network, and `gradient` room for 7 more than that.
            #[target_feature(enable = $features)]
            pub unsafe fn gradient(
                x: &[[f32; 3]; SAMPLES],
                t: &[[f32; 1]; SAMPLES],
                parameters: *const f32,
                units: usize,
                room: &mut Room,
                gradient: *mut f32,
            ) {
                for (sample, x) in x.iter().enumerate() {
                    for input in 0..3 {
                        room.x[input * ROW + sample] = x[input];
                    }
                }
                let (x, h, dh) = (room.x.as_ptr(), room.h.as_mut_ptr(), room.dh.as_mut_ptr());
                let (y, d, sums) = (room.y.as_mut_ptr(), room.d.as_mut_ptr(), room.sums.as_mut_ptr());
                let (zero, groups) = (splat(0.0), SAMPLES.div_ceil(16));
                // SAFETY: groups of 16 samples are within the rows; units within the buffers and the parameters.
                unsafe {
                    let (bias, weight2) = (parameters.add(3 * units), parameters.add(4 * units));
                    for unit in (0..units).step_by(4) {
                        for group in 0..groups {
                            for u in unit..unit + 4 {
                                let mut sum = splat(*bias.add(u));
                                for input in 0..3 {
                                    let weight = splat(*parameters.add(input * units + u));
                                    sum = mul_add(weight, load(x.add(input * ROW + 16 * group)), sum);
                                }
                                store(max(zero, sum), h.add(u * ROW + 16 * group));
                            }
                        }
                    }
                    for group in (0..groups).step_by(4) {
                        let mut out = [splat(*weight2.add(units)); 4];
                        for u in 0..units {
                            let weight = splat(*weight2.add(u));
                            for (index, out) in out.iter_mut().enumerate().take(groups - group) {
                                *out = mul_add(weight, load(h.add(u * ROW + 16 * (group + index))), *out);
                            }
                        }
                        for (index, out) in out.into_iter().enumerate().take(groups - group) {
                            store(out, y.add(16 * (group + index)));
                        }
                    }
                    for (sample, t) in t.iter().enumerate() {
                        *d.add(sample) = (*y.add(sample) - t[0]) * (2.0 / SAMPLES as f32);
                    }
                    for unit in (0..units).step_by(4) {
                        let mut weights = [zero; 4];
                        for (index, weight) in weights.iter_mut().enumerate() {
                            *weight = splat(*weight2.add(unit + index));
                        }
                        let mut total = [zero; 4];
                        for group in 0..groups {
                            let d = load(d.add(16 * group));
                            for u in 0..4 {
                                let place = (unit + u) * ROW + 16 * group;
                                let h = load(h.add(place));
                                total[u] = mul_add(h, d, total[u]);
                                store(where_positive(h, mul(d, weights[u])), dh.add(place));
                            }
                        }
                        for (u, total) in total.into_iter().enumerate() {
                            store(total, sums.add(16 * (4 * units + unit + u)));
                        }
                    }
                    for unit in (0..units).step_by(2) {
                        let mut total = [[zero; 2]; 3];
                        for group in 0..groups {
                            let d = [unit, unit + 1].map(|u| load(dh.add(u * ROW + 16 * group)));
                            for input in 0..3 {
                                let x = load(x.add(input * ROW + 16 * group));
                                for u in 0..2 {
                                    total[input][u] = mul_add(x, d[u], total[input][u]);
                                }
                            }
                        }
                        for input in 0..3 {
                            for u in 0..2 {
                                store(total[input][u], sums.add(16 * (input * units + unit + u)));
                            }
                        }
                    }
                    for unit in 0..units {
                        let mut total = zero;
                        for group in 0..groups {
                            total = add(total, load(dh.add(unit * ROW + 16 * group)));
                        }
                        store(total, sums.add(16 * (3 * units + unit)));
                    }
                    let mut total = zero;
                    for group in 0..groups {
                        total = add(total, load(d.add(16 * group)));
                    }
                    store(total, sums.add(16 * 5 * units));
                    for first in (0..5 * units + 1).step_by(8) {
                        _mm256_storeu_ps(gradient.add(first), eight_sums(sums.add(16 * first)));
                    }
                }
            }
        }
    };
}

passes! {
    wide, "avx512f,avx512dq,avx2,fma", __m512, |a, b, c, pointer, number|
    load: _mm512_loadu_ps(pointer), store: _mm512_storeu_ps(pointer, a), splat: _mm512_set1_ps(number),
    mul_add: _mm512_fmadd_ps(a, b, c), add: _mm512_add_ps(a, b), mul: _mm512_mul_ps(a, b), max: _mm512_max_ps(a, b),
    where_positive: _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, _mm512_setzero_ps()), b),
    halves: _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps::<1>(a))
}

passes! {
    narrow, "avx2,fma", (__m256, __m256), |a, b, c, pointer, number|
    load: (_mm256_loadu_ps(pointer), _mm256_loadu_ps(pointer.add(8))),
    store: {
        _mm256_storeu_ps(pointer, a.0);
        _mm256_storeu_ps(pointer.add(8), a.1);
    },
    splat: (_mm256_set1_ps(number), _mm256_set1_ps(number)),
    mul_add: (_mm256_fmadd_ps(a.0, b.0, c.0), _mm256_fmadd_ps(a.1, b.1, c.1)),
    add: (_mm256_add_ps(a.0, b.0), _mm256_add_ps(a.1, b.1)),
    mul: (_mm256_mul_ps(a.0, b.0), _mm256_mul_ps(a.1, b.1)),
    max: (_mm256_max_ps(a.0, b.0), _mm256_max_ps(a.1, b.1)),
    where_positive: {
        let zero = _mm256_setzero_ps();
        let keep = |y, value| _mm256_and_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(y, zero), value);
        (keep(a.0, b.0), keep(a.1, b.1))
    },
    halves: _mm256_add_ps(a.0, a.1)
}

/// Compares the gradients, measures them, and prints a row of the table.
fn compare<N>(set: &str, units: usize, effort: Effort, width: Width)
where
    N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; 1]>,
    Mse: Loss<[f32; 1], N::Head, Target = [f32; 1]>,
{
    let mut net = N::boxed();
    net.initialize(&LeCun::normal(), &mut ChaCha8Rng::seed_from_u64(42));
    let (x, t) = (inputs::<3>(SAMPLES), inputs::<1>(SAMPLES));
    let (Ok(x), Ok(t)) = (<&[_; SAMPLES]>::try_from(&x[..]), <&[_; SAMPLES]>::try_from(&t[..])) else {
        unreachable!("as many as asked for")
    };
    let mut expected = Gradient::<N>::boxed();
    let samples = Samples::from((x, t));
    let [library, _] = measure(effort, width, 0.0, || {
        black_box(black_box(&*net).gradient(black_box(&samples), &Mse, &mut expected));
    });
    let mut found = [0.0; 5 * UNITS + 17];
    let mut room = Box::new(Room { x: [0.0; _], h: [0.0; _], dh: [0.0; _], y: [0.0; _], d: [0.0; _], sums: [0.0; _] });
    let [lanes, _] = measure(effort, width, 0.0, || {
        let (parameters, found) = (black_box(&*net).parameters().as_ptr(), found.as_mut_ptr());
        // SAFETY: `report::sets` lists a set only if the processor has it; the network has 5 `units` + 1 parameters.
        unsafe {
            match width {
                Width::Avx512 => wide::gradient(black_box(x), t, parameters, units, &mut room, found),
                Width::Avx2 => narrow::gradient(black_box(x), t, parameters, units, &mut room, found),
            }
        }
    });
    for (found, expected) in found.iter().zip(expected.parameters()) {
        assert!((found - expected).abs() <= 1e-5 * (1.0 + expected.abs()), "{found} where the library has {expected}");
    }
    println!("| 3-{units}-1 relu, MSE | {set} | {:.3} | {:.3} |", library * 1e6, lanes * 1e6);
}

/// Measures 3 -> 12 relu -> 1 and 3 -> 32 relu -> 1.
pub fn all(set: &str, effort: Effort, width: Width) {
    network! {
        struct Twelve< 3 -> 12 relu -> 1 >;
        struct ThirtyTwo< 3 -> 32 relu -> 1 >;
    }
    println!("\n| gradient of 100 samples | set | us, the library | us, samples as lanes |\n|---|---|---:|---:|");
    compare::<Twelve>(set, 12, effort, width);
    compare::<ThirtyTwo>(set, 32, effort, width);
}
