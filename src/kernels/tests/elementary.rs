//! Elementary functions of scalars and vectors, compared with libm in f64: over a sample of f32 and of f64, and at
//! special values. `exhaustive` tests every f32, on demand.

use std::vec::Vec;

use crate::activation::{Activation, Gelu, GeluTanh, Mish, Silu};
use crate::real::Real;
use crate::simd::isa::Isa;
use crate::simd::lanes::Lanes;
use crate::simd::portable::Portable;
use crate::simd::tests::draw::Draw;
use crate::simd::tests::number::TestNumber;
use crate::simd::tests::sets;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Exp,
    ExpM1,
    Ln,
    Ln1p,
    Tanh,
    Sigmoid,
    Softplus,
    Silu,
    Gelu,
}

impl Function {
    pub const ALL: [Self; 9] = [
        Self::Exp,
        Self::ExpM1,
        Self::Ln,
        Self::Ln1p,
        Self::Tanh,
        Self::Sigmoid,
        Self::Softplus,
        Self::Silu,
        Self::Gelu,
    ];

    /// The largest error allowed in f32, in units in the last place.
    pub fn bound(self) -> f64 {
        match self {
            Self::Exp | Self::Ln => 2.0,
            _ => 3.0,
        }
    }

    #[inline(always)]
    fn of<R: Real>(self, x: R) -> R {
        match self {
            Self::Exp => x.exp(),
            Self::ExpM1 => x.exp_m1(),
            Self::Ln => x.ln(),
            Self::Ln1p => x.ln_1p(),
            Self::Tanh => x.tanh(),
            Self::Sigmoid => x.sigmoid(),
            Self::Softplus => x.softplus(),
            Self::Silu => Silu::value(x),
            Self::Gelu => Gelu::value(x),
        }
    }

    /// The size that the error is relative to: that of the value or, if it is larger, of x / 1024.
    pub fn size(self, x: f64, exact: f64) -> f64 {
        match self {
            Self::Silu | Self::Gelu => exact.abs().max(x.abs() / 1024.0),
            _ => exact.abs(),
        }
    }

    /// The exact value, to a few units in the last place of f64.
    pub fn exact(self, x: f64) -> f64 {
        match self {
            Self::Exp => libm::exp(x),
            Self::ExpM1 => libm::expm1(x),
            Self::Ln => libm::log(x),
            Self::Ln1p => libm::log1p(x),
            Self::Tanh => libm::tanh(x),
            Self::Sigmoid if x < 0.0 => libm::exp(x) / (1.0 + libm::exp(x)),
            Self::Sigmoid => 1.0 / (1.0 + libm::exp(-x)),
            Self::Softplus if x.is_nan() => x,
            Self::Softplus => x.max(0.0) + libm::log1p(libm::exp(-x.abs())),
            Self::Silu | Self::Gelu if x == f64::NEG_INFINITY => 0.0,
            Self::Silu => x * Self::Sigmoid.exact(x),
            Self::Gelu => x * 0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2),
        }
    }

    /// Applies the function to whole vectors.
    #[inline(always)]
    fn each<V: Lanes>(self, x: &[V::Scalar], y: &mut [V::Scalar]) {
        for (x, y) in x.chunks_exact(V::COUNT).zip(y.chunks_exact_mut(V::COUNT)) {
            // SAFETY: the chunks have the length of a vector.
            unsafe { self.of(V::load(x.as_ptr())).store(y.as_mut_ptr()) }
        }
    }

    /// Passes the results of every instruction set to `take`, with its name, and those of scalars. `x` is whole
    /// vectors.
    pub fn everywhere<T: TestNumber>(self, x: &[T], mut take: impl FnMut(&'static str, &[T])) {
        fn on<S: Isa, T: TestNumber>(isa: S, function: Function, x: &[T], y: &mut [T]) {
            isa.enter(
                #[inline(always)]
                || function.each::<T::Vector<S>>(x, y),
            );
        }
        assert!(x.len().is_multiple_of(16), "whole vectors");
        let mut y: Vec<T> = x.iter().map(|x| self.of(*x)).collect();
        take("scalar", &y);
        on(Portable, self, x, &mut y);
        take("portable", &y);
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(isa) = sets::avx2() {
                on(isa, self, x, &mut y);
                take("AVX2", &y);
            }
            if let Some(isa) = sets::avx512() {
                on(isa, self, x, &mut y);
                take("AVX-512", &y);
            }
        }
    }
}

/// The error of a number, in units in the last place of an f32 of this size. Infinity counts as the next power of two
/// after the largest f32.
pub fn ulps(found: f32, exact: f64, size: f64) -> f64 {
    if exact.is_nan() || found.is_nan() {
        return if exact.is_nan() && found.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let end = 2.0 * f64::from_bits(f64::from(f32::MAX).to_bits() & (0x7ff << 52));
    let found = f64::from(found).clamp(-end, end);
    let exact = exact.clamp(-end, end);
    let smallest = f64::from(f32::MIN_POSITIVE);
    // The largest power of two up to `size`, divided by 2²³.
    let unit = f64::from_bits(size.clamp(smallest, end).to_bits() & (0x7ff << 52)) * f64::from(f32::EPSILON);
    (found - exact).abs() / unit
}

/// Whether two numbers have the same bits, or are both NaN.
fn same<T: TestNumber>(a: T, b: T) -> bool {
    a.bits() == b.bits() || a.to_f64().is_nan() && b.to_f64().is_nan()
}

/// The largest error on an instruction set, and the argument.
#[derive(Clone, Copy, Debug)]
pub struct Worst {
    pub set: &'static str,
    pub error: f64,
    pub at: f64,
}

/// The largest errors of a function on every instruction set, by a measure of the value found, the exact value and the
/// size that the error is relative to. `x` is whole vectors. Sets that round alike must give the same bits: scalars and
/// portable vectors, AVX2 and AVX-512.
pub fn worst<T: TestNumber>(function: Function, x: &[T], measure: impl Fn(T, f64, f64) -> f64) -> Vec<Worst> {
    let exact: Vec<f64> = x.iter().map(|x| function.exact(x.to_f64())).collect();
    let mut all: Vec<Worst> = Vec::new();
    let mut before: Vec<T> = Vec::new();
    function.everywhere(x, |set, y| {
        let mut worst = Worst { set, error: 0.0, at: 0.0 };
        for ((x, y), exact) in x.iter().zip(y).zip(&exact) {
            let error = measure(*y, *exact, function.size(x.to_f64(), *exact));
            if error > worst.error || error.is_nan() {
                worst = Worst { set, error, at: x.to_f64() };
            }
        }
        all.push(worst);
        if set == "portable" || set == "AVX-512" {
            for ((x, one), other) in x.iter().zip(&before).zip(y) {
                assert!(same(*one, *other), "{function:?}, {set}: {one:?} or {other:?} at {x:?}");
            }
        }
        before = y.to_vec();
    });
    all
}

/// f32 numbers of all sizes, and all those near the points where a formula changes.
fn sample() -> Vec<f32> {
    // Debug builds are slow.
    let step = if cfg!(debug_assertions) { 20_011 } else { 1009 };
    let mut bits: Vec<u32> = (0..=u32::MAX).step_by(step).collect();
    let powers = (0..=255).map(|exponent| exponent << 23);
    // Subnormal results, the largest finite results, saturation; the kinks of the formulas; the arguments of the
    // largest errors of all f32.
    let ends = [
        88.722_84,
        87.336_55,
        88.029_69,
        103.278_93,
        103.972_08,
        9.010_914,
        17.328_68,
        16.635_532,
        0.346_573_6,
        1.0,
        0.5,
        core::f32::consts::FRAC_1_SQRT_2,
        core::f32::consts::SQRT_2,
        0.414_213_57,
        0.292_893_23,
        1.846_899_4,
        1.896_281_7,
        2.800_897_8,
        3.039_987_8,
        3.208_439_6,
        4.505_823,
        6.237_272,
        0.259_930_2,
        0.706_059_75,
        1.109_71,
        1.843_035_3,
        3.017_92,
        4.571_685,
    ];
    for place in powers.chain(ends.map(f32::to_bits)) {
        for near in place.saturating_sub(40)..=place + 40 {
            bits.extend([near, near | 1 << 31]);
        }
    }
    bits.resize(bits.len().next_multiple_of(16), 0);
    bits.into_iter().map(f32::from_bits).collect()
}

/// f64 numbers of all sizes, many of them where the functions aren't flat.
fn double_sample() -> Vec<f64> {
    let draw = &mut Draw::new(81);
    let mut numbers = Vec::new();
    for _ in 0..if cfg!(debug_assertions) { 20_000 } else { 1_000_000 } {
        numbers.push(f64::from_bits(draw.bits()));
        numbers.push(draw.between(-760.0, 760.0));
        numbers.push(draw.between(-2.0, 2.0));
        let tiny = libm::exp2(draw.between(-60.0, 10.0));
        numbers.extend([tiny, -tiny, 1.0 + tiny, 1.0 - tiny]);
    }
    for place in (0..=2047).map(|exponent| exponent << 52) {
        for near in u64::saturating_sub(place, 3)..=place + 3 {
            numbers.extend([near, near | 1 << 63].map(f64::from_bits));
        }
    }
    numbers.resize(numbers.len().next_multiple_of(16), 0.0);
    numbers
}

#[test]
fn functions_of_f32_keep_their_bounds() {
    let x = sample();
    for function in Function::ALL {
        for worst in worst(function, &x, ulps) {
            assert!(worst.error <= function.bound(), "{function:?}: {worst:?}, in units of the last place");
        }
    }
}

#[test]
fn functions_of_f64_keep_their_bounds() {
    let x = double_sample();
    let measure = |found: f64, exact: f64, size: f64| {
        if found.is_nan() || exact.is_nan() || found.is_infinite() || exact.is_infinite() {
            // Near the largest finite number one of the two may be infinite.
            return if same(found, exact) || found.min(exact) > 1.797e308 { 0.0 } else { f64::INFINITY };
        }
        // Subnormal numbers have fewer digits: two units in their last place are allowed in addition.
        ((found - exact).abs() - 2.0 * f64::from_bits(1)).max(0.0) / size.max(f64::MIN_POSITIVE)
    };
    for function in Function::ALL {
        for worst in worst(function, &x, measure) {
            assert!(worst.error <= 1e-14, "{function:?}: {worst:?}, relative");
        }
    }
}

/// Asserts that a function has these values on every instruction set, to the last bit.
fn assert_values<T: TestNumber>(function: Function, pairs: &[(T, T)]) {
    for (x, expected) in pairs {
        function.everywhere(&[*x; 16], |set, y| {
            for y in y {
                assert!(same(*y, *expected), "{function:?} of {x:?} on {set}: {y:?} where {expected:?} is expected");
            }
        });
    }
}

/// Asserts the special values in one precision.
macro_rules! assert_both {
    ($T:ident) => {
        use Function::*;
        let (inf, nan, max, tiny) = ($T::INFINITY, $T::NAN, $T::MAX, $T::from_bits(1));
        let small = $T::MIN_POSITIVE;
        for function in Function::ALL {
            assert_values(function, &[(nan, nan), (-nan, nan)]);
        }
        assert_values(Exp, &[(inf, inf), (max, inf), (-inf, 0.0), (-max, 0.0), (0.0, 1.0), (-0.0, 1.0), (tiny, 1.0)]);
        assert_values(ExpM1, &[(inf, inf), (max, inf), (-inf, -1.0), (-max, -1.0), (0.0, 0.0), (-0.0, -0.0)]);
        assert_values(ExpM1, &[(tiny, tiny), (-tiny, -tiny), (small / 2.0, small / 2.0), (small, small)]);
        assert_values(Ln, &[(inf, inf), (0.0, -inf), (-0.0, -inf), (1.0, 0.0), (-tiny, nan), (-1.0, nan), (-inf, nan)]);
        assert_values(Ln1p, &[(inf, inf), (-1.0, -inf), (-1.5, nan), (-inf, nan), (0.0, 0.0), (-0.0, -0.0)]);
        assert_values(Ln1p, &[(tiny, tiny), (-tiny, -tiny), (small / 2.0, small / 2.0), (small, small)]);
        assert_values(Tanh, &[(inf, 1.0), (max, 1.0), (-inf, -1.0), (-max, -1.0), (0.0, 0.0), (-0.0, -0.0)]);
        assert_values(Tanh, &[(tiny, tiny), (-tiny, -tiny), (small / 2.0, small / 2.0), (small, small)]);
        assert_values(
            Sigmoid,
            &[(inf, 1.0), (max, 1.0), (-inf, 0.0), (-max, 0.0), (0.0, 0.5), (-0.0, 0.5), (tiny, 0.5)],
        );
        assert_values(Softplus, &[(inf, inf), (max, max), (-inf, 0.0), (-max, 0.0)]);
        assert_values(Silu, &[(inf, inf), (max, max), (-inf, -0.0), (-max, -0.0), (0.0, 0.0), (-0.0, -0.0)]);
        assert_values(Gelu, &[(inf, inf), (max, max), (-inf, -0.0), (-max, -0.0), (0.0, 0.0), (-0.0, -0.0)]);
    };
}

#[test]
fn both_ends_zero_nan_and_subnormal_numbers_have_their_values() {
    {
        assert_both!(f32);
    }
    {
        assert_both!(f64);
    }
}

#[test]
fn subnormal_results_arent_flushed() {
    for function in [Function::Exp, Function::Sigmoid, Function::Softplus] {
        function.everywhere(&[-100.0_f32; 16], |set, y| assert!(y[0] > 0.0, "{function:?} on {set}"));
        function.everywhere(&[-740.0_f64; 16], |set, y| assert!(y[0] > 0.0, "{function:?} on {set}"));
    }
}

#[test]
fn derivatives_of_smooth_rectifiers_keep_their_digits_below_zero() {
    fn check<F: Activation>() {
        for z in (-2000..=2000).map(|z| z as f32 * 0.0025) {
            let (wide, exact) = (f64::from(z), F::derivative(f64::from(z)));
            // The terms of the derivative cancel where it is 0, but no more digits are lost than those of f.
            let size = if z < 0.0 { exact.abs() + F::value(wide).abs() } else { 1.0 };
            let error = (f64::from(F::derivative(z)) - exact).abs() / (size * f64::from(f32::EPSILON));
            assert!(error <= 3.0 + 3.0 * wide.abs(), "{} at {z}: {error} units", F::NAME);
        }
    }
    check::<Silu>();
    check::<Gelu>();
    check::<GeluTanh>();
}

#[test]
fn tail_and_density_of_the_normal_distribution_are_libms() {
    for x in (-3000..=3000).map(|x| x as f32 * 0.003) {
        let wide = f64::from(x);
        let tail = 0.5 * libm::erfc(wide.abs() * core::f64::consts::FRAC_1_SQRT_2);
        let density = libm::exp(-0.5 * wide * wide) * 0.398_942_280_401_432_7;
        // The tail's error is relative to Φ(-3) beyond.
        for (exact, size, double, single) in [
            (tail, tail.max(1.3499e-3), wide.normal_tail(), x.normal_tail()),
            (density, density, wide.normal_pdf(), x.normal_pdf()),
        ] {
            assert!((double - exact).abs() <= 1e-14 * size, "at {x}: {double}, not {exact}");
            assert!(ulps(single, exact, size) <= 3.0, "at {x}: {single}, not {exact}");
        }
    }
}

#[test]
fn smooth_rectifiers_have_their_limits_at_both_ends() {
    fn check<F: Activation, T: TestNumber>() {
        let infinity = T::from_f64(f64::INFINITY);
        assert_eq!([F::value(-infinity), F::value(infinity)], [T::ZERO, infinity]);
        // The derivatives of these activations take z.
        let [below, above] = [-infinity, infinity].map(|z| F::derivative(z).to_f64());
        assert!(below.abs() < 1e-200 && (above - 1.0).abs() <= T::ELEMENTARY, "{below} and {above}");
    }
    check::<Silu, f32>();
    check::<Silu, f64>();
    check::<Gelu, f32>();
    check::<Gelu, f64>();
    check::<GeluTanh, f32>();
    check::<GeluTanh, f64>();
    check::<Mish, f32>();
    check::<Mish, f64>();
}
