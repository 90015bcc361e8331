//! A vector: 64 bytes of scalars, whatever the instruction set.
//!
//! Every set has 16 lanes of f32 and 8 of f64 (AVX2: two registers), so that all of them add in the same order. Kernels
//! are written once, over a type of lanes.

use crate::number::Number;
use crate::real::Real;
use crate::simd::kind::Kind;

/// A vector of scalars: arithmetic from [`Real`], and memory.
///
/// A value of a type that needs an instruction set is made only where [`Isa::enter`](crate::simd::isa::Isa::enter)
/// has entered it.
pub trait Lanes: Real {
    /// What it holds.
    type Scalar: Number;
    /// How many of them.
    const COUNT: usize = 64 / size_of::<Self::Scalar>();
    /// The instruction set, which decides how many vectors a tile holds.
    const KIND: Kind;

    /// The same number in every lane.
    fn splat(value: Self::Scalar) -> Self;

    /// `COUNT` scalars from memory.
    ///
    /// # Safety
    ///
    /// They can be read.
    unsafe fn load(from: *const Self::Scalar) -> Self;

    /// `COUNT` scalars to memory.
    ///
    /// # Safety
    ///
    /// They can be written.
    unsafe fn store(self, to: *mut Self::Scalar);

    /// The first `count` lanes from memory, zero in the others.
    ///
    /// # Safety
    ///
    /// `count` is below `COUNT`, and so many scalars can be read.
    unsafe fn load_part(from: *const Self::Scalar, count: usize) -> Self;

    /// The first `count` lanes to memory.
    ///
    /// # Safety
    ///
    /// `count` is below `COUNT`, and so many scalars can be written.
    unsafe fn store_part(self, to: *mut Self::Scalar, count: usize);

    /// 0, 1, 2, ...
    #[inline(always)]
    fn lane_indices() -> Self {
        let mut lanes = [Self::Scalar::ZERO; 16];
        for (number, lane) in lanes.iter_mut().enumerate() {
            *lane = Self::Scalar::from_f64(number as f64);
        }
        // SAFETY: 16 values are there, and no vector has more lanes.
        unsafe { Self::load(lanes.as_ptr()) }
    }

    /// The first `count` lanes, zero in the others.
    #[inline(always)]
    fn keep_first(self, count: usize) -> Self {
        if count >= Self::COUNT {
            return self;
        }
        Self::lane_indices().if_less(Self::from_f64(count as f64), self, Self::from_f64(0.0))
    }

    /// The sum of the lanes: l and l + half, then l and l + quarter, and so on.
    #[inline(always)]
    fn sum(self) -> Self::Scalar {
        let mut lanes = [Self::Scalar::ZERO; 16];
        // SAFETY: there is room for 16, and no vector has more lanes.
        unsafe { self.store(lanes.as_mut_ptr()) };
        let mut half = Self::COUNT / 2;
        while half > 0 {
            for lane in 0..half {
                let other = lanes[lane + half];
                lanes[lane] += other;
            }
            half /= 2;
        }
        lanes[0]
    }

    /// The largest of the lanes; if one is NaN, any of them.
    #[inline(always)]
    fn largest(self) -> Self::Scalar {
        let mut lanes = [Self::Scalar::from_f64(f64::NEG_INFINITY); 16];
        // SAFETY: there is room for 16, and no vector has more lanes.
        unsafe { self.store(lanes.as_mut_ptr()) };
        let mut half = Self::COUNT / 2;
        while half > 0 {
            for lane in 0..half {
                lanes[lane] = lanes[lane].max(lanes[lane + half]);
            }
            half /= 2;
        }
        lanes[0]
    }

    /// In lane j the sum of `vectors[j]`, added as [`sum`](Self::sum) does; lanes beyond the vectors are zero.
    fn sums(vectors: &[Self; 16]) -> Self;

    /// The first `count` lanes from memory, or all of them.
    ///
    /// # Safety
    ///
    /// The smaller of `count` and `COUNT` scalars can be read.
    #[inline(always)]
    unsafe fn load_up_to(from: *const Self::Scalar, count: usize) -> Self {
        // SAFETY: the caller's promise, in its two cases.
        unsafe { if count >= Self::COUNT { Self::load(from) } else { Self::load_part(from, count) } }
    }

    /// The first `count` lanes to memory, or all of them.
    ///
    /// # Safety
    ///
    /// The smaller of `count` and `COUNT` scalars can be written.
    #[inline(always)]
    unsafe fn store_up_to(self, to: *mut Self::Scalar, count: usize) {
        // SAFETY: the caller's promise, in its two cases.
        unsafe { if count >= Self::COUNT { self.store(to) } else { self.store_part(to, count) } }
    }
}

/// Writes a lane type's operators in terms of its methods of the same names.
macro_rules! operators {
    ($V:ty) => {
        $crate::simd::lanes::operators!(@ $V, Add, add, plus);
        $crate::simd::lanes::operators!(@ $V, Sub, sub, minus);
        $crate::simd::lanes::operators!(@ $V, Mul, mul, times);
        $crate::simd::lanes::operators!(@ $V, Div, div, over);

        impl core::ops::Neg for $V {
            type Output = Self;

            #[inline(always)]
            fn neg(self) -> Self {
                <$V as $crate::real::Real>::from_f64(-0.0) - self
            }
        }
    };
    (@ $V:ty, $Trait:ident, $method:ident, $own:ident) => {
        impl core::ops::$Trait for $V {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.$own(other)
            }
        }
    };
}

pub(crate) use operators;
