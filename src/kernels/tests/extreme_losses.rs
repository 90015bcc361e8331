//! Losses and derivatives where outputs are extreme or answers sure, on every instruction set: against formulas in f64
//! whose terms have one sign, so that none of their digits cancel out.

use std::vec::Vec;

use crate::activation::Linear;
use crate::class::Class;
use crate::kernels::compiled::Processor;
use crate::kernels::cross_entropy::cross_entropy;
use crate::kernels::tests::twin::TestScalar;
use crate::loss::{BinaryCrossEntropy, CrossEntropy, Hinge, Huber, KlDivergence, LogCosh, Loss, Mae, Quantile};
use crate::rows::{Rows, RowsMut};
use crate::simd::portable::Portable;
use crate::simd::tests::sets;

/// The loss of one sample and its derivatives on every instruction set, as f64.
fn everywhere<T: TestScalar, L: Loss<[T; N], Linear>, const N: usize>(
    loss: &L,
    y: [f64; N],
    target: &L::Target,
    mut take: impl FnMut(&str, f64, [f64; N]),
) {
    fn on<S: Processor, T: TestScalar, L: Loss<[T; N], Linear>, const N: usize>(
        isa: S,
        loss: &L,
        y: &[T; N],
        target: &L::Target,
    ) -> (f64, [f64; N]) {
        let mut d = [T::CANARY; N];
        let value = isa.enter(
            #[inline(always)]
            || loss.rows(isa, Rows::new(y, N), core::slice::from_ref(target), RowsMut::new(&mut d, N), T::ONE),
        );
        (value.to_f64(), d.map(T::to_f64))
    }
    let y = y.map(T::from_f64);
    let mut found: Vec<(&str, (f64, [f64; N]))> = Vec::new();
    found.push(("portable", on(Portable, loss, &y, target)));
    #[cfg(target_arch = "x86_64")]
    {
        found.extend(sets::avx2().map(|isa| ("AVX2", on(isa, loss, &y, target))));
        found.extend(sets::avx512().map(|isa| ("AVX-512", on(isa, loss, &y, target))));
    }
    for (set, (value, d)) in found {
        take(set, value, d);
    }
}

/// Rounds values to the type `T`, and returns them as f64.
fn rounded<T: TestScalar, const N: usize>(values: [f64; N]) -> [f64; N] {
    values.map(|value| T::from_f64(value).to_f64())
}

/// ln(1 + exp(z))
fn softplus(z: f64) -> f64 {
    z.max(0.0) + libm::log1p(libm::exp(-z.abs()))
}

fn sigmoid(z: f64) -> f64 {
    if z < 0.0 { libm::exp(z) / (1.0 + libm::exp(z)) } else { 1.0 / (1.0 + libm::exp(-z)) }
}

/// A share of a number; none of infinity is 0.
fn part(share: f64, of: f64) -> f64 {
    if share == 0.0 { 0.0 } else { share * of }
}

/// Whether a result is this number, or within `tolerance` of it. False for NaN.
fn close(found: f64, exact: f64, tolerance: f64) -> bool {
    found == exact || (found - exact).abs() <= tolerance
}

const LOGITS: [f64; 21] = [
    f64::NEG_INFINITY,
    -1e6,
    -1000.0,
    -104.0,
    -88.0,
    -40.0,
    -18.0,
    -5.0,
    -0.7,
    -1e-5,
    0.0,
    1e-30,
    0.3,
    2.0,
    16.0,
    18.0,
    50.0,
    88.5,
    200.0,
    1e6,
    f64::INFINITY,
];

/// Targets of yes-or-no questions, and of the first of three classes.
const SHARES: [f64; 8] = [0.0, 1e-30, 1.0 / 1048576.0, 0.25, 0.5, 0.75, 1.0 - 1.0 / 1048576.0, 1.0];

/// The relative errors of a loss of few terms: 16 roundings, or the elementary functions' bound in f64.
fn tolerance<T: TestScalar>() -> f64 {
    if size_of::<T>() == 4 { 16.0 * T::U } else { 3e-14 }
}

fn binary<T: TestScalar>() {
    let tiny = T::from_f64(f64::from(f32::MIN_POSITIVE)).to_f64();
    for z in LOGITS {
        for t in SHARES {
            let ([z], [t]) = (rounded::<T, 1>([z]), rounded::<T, 1>([t]));
            let loss = part(t, softplus(-z)) + part(1.0 - t, softplus(z));
            let (yes, no) = ((1.0 - t) * sigmoid(z), t * sigmoid(-z));
            everywhere::<T, _, 1>(&BinaryCrossEntropy, [z], &[T::from_f64(t)], |set, found, [d]| {
                let what = std::format!("{set}, z = {z}, t = {t:e}");
                assert!(
                    close(found, loss, tolerance::<T>() * loss + tiny),
                    "{what}: {found:e} where {loss:e} is right"
                );
                let (slope, size) = (yes - no, yes + no);
                assert!(close(d, slope, tolerance::<T>() * size + tiny), "{what}: d is {d:e} where {slope:e} is right");
            });
        }
    }
}

#[test]
fn the_binary_cross_entropy_keeps_its_digits_from_end_to_end() {
    binary::<f32>();
    binary::<f64>();
}

/// The logarithms of the softmax of three finite logits, and for each class the probability of the others.
fn ln_softmax(z: [f64; 3]) -> ([f64; 3], [f64; 3]) {
    let top = if z[0] >= z[1].max(z[2]) {
        0
    } else if z[1] >= z[2] {
        1
    } else {
        2
    };
    let others: f64 = (0..3).filter(|k| *k != top).map(|k| libm::exp(z[k] - z[top])).sum();
    let ln = z.map(|z_k| (z_k - z[top]) - libm::log1p(others));
    let rest = core::array::from_fn(|k| (0..3).filter(|j| *j != k).map(|j| libm::exp(ln[j])).sum());
    (ln, rest)
}

fn three<T: TestScalar>() {
    let bases = [0.0, 1e6, -1e6];
    let steps = [0.0, -1e-3, -1.0, -16.0, -50.0, -120.0, -2e6];
    for base in bases {
        for first in steps {
            for second in steps {
                for turn in 0..3 {
                    let mut z = [base, base + first, base + second];
                    z.rotate_left(turn);
                    let z = rounded::<T, 3>(z);
                    compare_classes::<T>(z);
                    for share in SHARES {
                        compare_shares::<T>(z, [share, 1.0 - share, 0.0]);
                        compare_shares::<T>(z, [0.0, (1.0 - share) / 2.0, (1.0 + share) / 2.0]);
                    }
                }
            }
        }
    }
}

fn compare_classes<T: TestScalar>(z: [f64; 3]) {
    let (ln, rest) = ln_softmax(z);
    for class in 0..3 {
        let target = Class::<3>::new(class).unwrap();
        everywhere::<T, _, 3>(&CrossEntropy, z, &target, |set, found, d| {
            let right = -ln[class];
            let small = tolerance::<T>() * right + 2e-38;
            assert!(close(found, right, small), "{set}, {z:?}, {class}: {found:e} where {right:e} is right");
            for (k, d) in d.into_iter().enumerate() {
                let right = if k == class { -rest[k] } else { libm::exp(ln[k]) };
                let small = tolerance::<T>() * right.abs() + 2e-38;
                assert!(close(d, right, small), "{set}, {z:?}, {class}: d[{k}] is {d:e} where {right:e} is right");
            }
        });
    }
}

fn compare_shares<T: TestScalar>(z: [f64; 3], t: [f64; 3]) {
    let t = rounded::<T, 3>(t);
    let (ln, rest) = ln_softmax(z);
    let (mut right, mut allowed) = (0.0, 2e-38);
    for (t, ln) in t.into_iter().zip(ln) {
        let p = libm::exp(ln);
        if t > 0.0 {
            let r = libm::log(t) - ln;
            let term = t * (r + libm::expm1(-r));
            right += term;
            // r has the roundings of the logarithms, which matter as far as p and t differ.
            let size = libm::log(t).abs() + ln.abs();
            let moved = if r.abs() < 0.24 { libm::expm1(-r).abs() } else { 1.0 };
            allowed += tolerance::<T>() * (term + t * size * moved + moved * t.min(p));
        } else {
            (right, allowed) = (right + p, allowed + tolerance::<T>() * p);
        }
    }
    everywhere::<T, _, 3>(&KlDivergence, z, &t.map(T::from_f64), |set, found, d| {
        assert!(
            close(found, right, allowed),
            "{set}, {z:?}, {t:?}: {found:e} where {right:e} is right, to {allowed:e}"
        );
        for (k, d) in d.into_iter().enumerate() {
            // S p - t, with S - t as the sum of the other targets.
            let others: f64 = (0..3).filter(|j| *j != k).map(|j| t[j]).sum();
            let (above, below) = (others * libm::exp(ln[k]), t[k] * rest[k]);
            let (right, size) = (above - below, above + below);
            let small = tolerance::<T>() * size + 2e-38;
            assert!(close(d, right, small), "{set}, {z:?}, {t:?}: d[{k}] is {d:e} where {right:e} is right");
        }
    });
}

#[test]
fn entropies_of_classes_keep_their_digits_from_end_to_end() {
    three::<f32>();
    three::<f64>();
}

#[test]
fn a_divergence_is_never_below_zero() {
    fn check<T: TestScalar>() {
        for seed in 0..200 {
            let z: [f64; 5] =
                rounded::<T, 5>(core::array::from_fn(|k| 9.0 * libm::sin(f64::from(seed * 5 + k as i32))));
            let p = crate::class::softmax(&z.map(T::from_f64));
            everywhere::<T, _, 5>(&KlDivergence, z, &p, |set, found, d| {
                assert!((0.0..=40.0 * T::U * T::U).contains(&found), "{set}, {z:?}: {found:e}");
                assert!(d.iter().all(|d| d.abs() <= 8.0 * T::U), "{set}, {z:?}: {d:?}");
            });
        }
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn infinite_logits_are_certainty() {
    fn check<T: TestScalar>() {
        let infinity = f64::INFINITY;
        // Logits, the target, the loss and its derivatives.
        let (z, none) = ([infinity, 0.0, -5.0], [0.0; 3]);
        let table = [
            (z, [1.0, 0.0, 0.0], 0.0, none),
            (z, [0.0, 1.0, 0.0], infinity, [1.0, -1.0, 0.0]),
            (z, [0.0, 0.0, 1.0], infinity, [1.0, 0.0, -1.0]),
            ([3.0, 3.0, -infinity], [0.0, 0.0, 1.0], infinity, [0.5, 0.5, -1.0]),
            ([-infinity, 7.0, -infinity], [0.0, 1.0, 0.0], 0.0, none),
        ];
        for (z, t, loss, slopes) in table {
            let class = Class::<3>::new(t.iter().position(|t| *t == 1.0).unwrap()).unwrap();
            everywhere::<T, _, 3>(&CrossEntropy, z, &class, |set, found, d| {
                assert_eq!((found, d), (loss, slopes), "{set}, {z:?}, {t:?}");
            });
            everywhere::<T, _, 3>(&KlDivergence, z, &t.map(T::from_f64), |set, found, d| {
                assert_eq!((found, d), (loss, slopes), "{set}, {z:?}, {t:?}");
            });
        }
        everywhere::<T, _, 3>(
            &KlDivergence,
            [infinity, 0.0, 0.0],
            &[0.5, 0.5, 0.0].map(T::from_f64),
            |set, found, d| {
                assert_eq!((found, d), (infinity, [0.5, -0.5, 0.0]), "{set}");
            },
        );
        // There is no distribution without a logit above -infinity, and none with NaN.
        for z in [[-infinity; 3], [f64::NAN, infinity, 0.0], [0.0, infinity, f64::NAN], [1.0, f64::NAN, 2.0]] {
            for class in 0..3 {
                everywhere::<T, _, 3>(&CrossEntropy, z, &Class::new(class).unwrap(), |set, found, d| {
                    assert!(found.is_nan() && d.iter().all(|d| d.is_nan()), "{set}, {z:?}: {found}, {d:?}");
                });
            }
            everywhere::<T, _, 3>(&KlDivergence, z, &[1.0, 0.0, 0.0].map(T::from_f64), |set, found, d| {
                assert!(found.is_nan() && d.iter().all(|d| d.is_nan()), "{set}, {z:?}: {found}, {d:?}");
            });
        }
        let softmax = |z: [f64; 3]| crate::class::softmax(&z.map(T::from_f64)).map(T::to_f64);
        assert_eq!(softmax([infinity, 0.0, -infinity]), [1.0, 0.0, 0.0]);
        assert_eq!(softmax([infinity, infinity, 1e30]), [0.5, 0.5, 0.0]);
        assert!(softmax([infinity, f64::NAN, 0.0])[0].is_nan());
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn losses_of_errors_keep_their_digits_from_end_to_end() {
    fn check<T: TestScalar>() {
        for size in [0.0, 1e-30, 1e-9, 1e-4, 0.1, 0.9, 1.0, 1.1, 5.0, 60.0, 1e6, 1e30, f64::INFINITY] {
            for e in rounded::<T, 2>([size, -size]) {
                let size = e.abs();
                // ln cosh e = ln(1 + 2 sinh²(e / 2))
                let half = libm::sinh(e / 2.0);
                let smooth = if size < 600.0 { libm::log1p(2.0 * half * half) } else { size - core::f64::consts::LN_2 };
                let robust = if size <= 1.0 { e * e / 2.0 } else { size - 0.5 };
                let slope = if e == 0.0 { 0.0 } else { e.signum() };
                let near = |found: (f64, f64), loss: f64, slope: f64, what: &str| {
                    let small = tolerance::<T>();
                    let right =
                        close(found.0, loss, small * loss + 2e-38) && close(found.1, slope, small * slope.abs());
                    assert!(right, "{what} of {e:e}: {found:?} where {loss:e}, {slope:e} are right");
                };
                let zero = [T::ZERO];
                everywhere::<T, _, 1>(&LogCosh, [e], &zero, |_, l, [d]| near((l, d), smooth, libm::tanh(e), "LogCosh"));
                let huber = Huber::new(T::ONE);
                everywhere::<T, _, 1>(&huber, [e], &zero, |_, l, [d]| {
                    near((l, d), robust, e.clamp(-1.0, 1.0), "Huber")
                });
                everywhere::<T, _, 1>(&Mae, [e], &zero, |_, l, [d]| near((l, d), size, slope, "Mae"));
                let quantile = Quantile::new(T::from_f64(0.25));
                let q = if e < 0.0 { 0.25 } else { 0.75 };
                everywhere::<T, _, 1>(&quantile, [e], &zero, |_, l, [d]| near((l, d), q * size, q * slope, "Quantile"));
                let hinge = (1.0 - e).max(0.0);
                let push = if e < 1.0 { -1.0 } else { 0.0 };
                everywhere::<T, _, 1>(&Hinge, [e], &[T::ONE], |_, l, [d]| near((l, d), hinge, push, "Hinge"));
            }
        }
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn targets_and_numbers_out_of_range_make_loss_and_derivatives_nan() {
    fn all_nan<T: TestScalar, L: Loss<[T; 2], Linear, Target = [T; 2]>>(loss: &L, t: [f64; 2], first: bool) {
        everywhere::<T, _, 2>(loss, [0.5, -0.25], &t.map(T::from_f64), |set, found, d| {
            assert!(found.is_nan(), "{set}, {t:?}: {found}");
            // A loss of each output by itself, of which the first has the target.
            assert!(d[0].is_nan() && (first || d[1].is_nan()), "{set}, {t:?}: {d:?}");
        });
    }
    fn check<T: TestScalar>() {
        let (nan, infinity) = (f64::NAN, f64::INFINITY);
        for t in [2.0, -1.0, 1.0 + 2.0 * T::U, -1e-30, infinity, -infinity, nan] {
            all_nan::<T, _>(&BinaryCrossEntropy, [t, 0.5], true);
        }
        for t in [0.0, 2.0, 0.5, 1.0 - 2.0 * T::U, -1.5, infinity, -infinity, nan] {
            all_nan::<T, _>(&Hinge, [t, 1.0], true);
        }
        for t in [[4.0, 5.0], [-0.5, 1.5], [0.0, 0.0], [0.5, 0.498], [0.5, 0.502], [infinity, 0.0], [nan, 1.0]] {
            all_nan::<T, _>(&KlDivergence, t, false);
        }
        for delta in [-1.0, 0.0, nan, infinity] {
            all_nan::<T, _>(&Huber::new(T::from_f64(delta)), [0.0, 9.0], false);
        }
        for q in [1.5, 1.0, 0.0, -0.5, nan] {
            all_nan::<T, _>(&Quantile::new(T::from_f64(q)), [0.0, 9.0], false);
        }
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn a_class_is_asked_for_once() {
    let (z, asked) = ([0.0_f32; 40], core::cell::Cell::new(0));
    let mut d = [0.0; 40];
    // The second answer would be far beyond the row.
    let class = |row| {
        asked.set(asked.get() + 1);
        if asked.get() == row + 1 { row % 2 } else { usize::MAX / 8 }
    };
    let (y, to) = (Rows::new(&z, 2), RowsMut::new(&mut d, 2));
    let loss = cross_entropy::<<Portable as crate::simd::isa::Isa>::F32>(y, class, to, [20, 2], 1.0);
    assert_eq!(asked.get(), 20);
    assert!((loss - 20.0 * 2.0_f32.ln()).abs() < 1e-4);
}
