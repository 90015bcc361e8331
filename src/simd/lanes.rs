//! The trait of vectors: 64 bytes of scalars on every instruction set.
//!
//! A vector has 16 lanes of f32 or 8 of f64 on every set (with AVX2 in two registers), so that sums are added in the
//! same order on all of them. Kernels are written once, generic over a type that implements [`Lanes`].

use crate::number::Number;
use crate::real::Real;
use crate::simd::kind::Kind;

/// A vector of scalars: the arithmetic of [`Real`], and access to memory.
///
/// Vectors of an instruction set may be made only in code that runs inside `Isa::enter` of that set's token.
pub trait Lanes: Real {
    /// The type of a lane.
    type Scalar: Number;
    /// The number of lanes.
    const COUNT: usize = 64 / size_of::<Self::Scalar>();
    /// The instruction set. Kernels choose the size of their tiles by it.
    const KIND: Kind;

    /// Copies a scalar to every lane.
    fn splat(value: Self::Scalar) -> Self;

    /// Loads `COUNT` scalars.
    ///
    /// # Safety
    ///
    /// `from` points to at least `COUNT` readable scalars.
    unsafe fn load(from: *const Self::Scalar) -> Self;

    /// Stores all lanes.
    ///
    /// # Safety
    ///
    /// `to` points to at least `COUNT` writable scalars.
    unsafe fn store(self, to: *mut Self::Scalar);

    /// Loads the first `count` lanes and sets the others to zero.
    ///
    /// # Safety
    ///
    /// `count` is less than `COUNT`, and `from` points to at least `count` readable scalars.
    unsafe fn load_part(from: *const Self::Scalar, count: usize) -> Self;

    /// Stores the first `count` lanes.
    ///
    /// # Safety
    ///
    /// `count` is less than `COUNT`, and `to` points to at least `count` writable scalars.
    unsafe fn store_part(self, to: *mut Self::Scalar, count: usize);

    /// Each lane's index: 0, 1, 2, ...
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn lane_indices() -> Self {
        let mut lanes = [Self::Scalar::ZERO; 16];
        for (index, lane) in lanes.iter_mut().enumerate() {
            *lane = Self::Scalar::from_f64(index as f64);
        }
        // SAFETY: `lanes` has 16 values, and `COUNT` is at most 16.
        unsafe { Self::load(lanes.as_ptr()) }
    }

    /// Keeps the first `count` lanes and sets the others to zero.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn keep_first(self, count: usize) -> Self {
        if count >= Self::COUNT {
            return self;
        }
        Self::lane_indices().if_less(Self::from_f64(count as f64), self, Self::from_f64(0.0))
    }

    /// The sum of the lanes, by halving: lane l plus lane l + `COUNT` / 2, then l plus l + `COUNT` / 4, and so on.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum(self) -> Self::Scalar {
        let mut lanes = [Self::Scalar::ZERO; 16];
        // SAFETY: `lanes` has room for 16 values, and `COUNT` is at most 16.
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

    /// The largest lane. If a lane is NaN, the result may be any of the lanes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn largest(self) -> Self::Scalar {
        let mut lanes = [Self::Scalar::from_f64(f64::NEG_INFINITY); 16];
        // SAFETY: `lanes` has room for 16 values, and `COUNT` is at most 16.
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

    /// Sums `COUNT` vectors at once: lane j of the result is `vectors[j].sum()`, to the last bit. Further vectors are
    /// ignored.
    fn sums(vectors: &[Self; 16]) -> Self;

    /// Turns the lanes in a circle: lane l of the result is lane l + `by` modulo `COUNT`.
    fn turned(self, by: usize) -> Self;

    /// Repeats each of the first lanes M times, from 2 to 4: lane l of the result is lane l / M.
    fn repeated<const M: usize>(self) -> Self;

    /// Writes the transpose of eight rows of eight scalars, row by row in the order of their addresses.
    ///
    /// # Safety
    ///
    /// Eight readable scalars are at each of eight places, `from_stride` apart, and eight writable ones at each of eight others,
    /// `to_stride` apart. None of those that are read is written.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn transpose_8(from: *const Self::Scalar, from_stride: usize, to: *mut Self::Scalar, to_stride: usize) {
        // SAFETY: the obligation of this method.
        unsafe { transpose_8(from, from_stride, to, to_stride) }
    }

    /// Loads the first `count` lanes, or all if `count` is larger, and sets the others to zero.
    ///
    /// # Safety
    ///
    /// `from` points to at least `min(count, COUNT)` readable scalars.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn load_up_to(from: *const Self::Scalar, count: usize) -> Self {
        // SAFETY: `from` has `COUNT` scalars in the first case, and `count` of them, fewer than `COUNT`, in the second.
        unsafe { if count >= Self::COUNT { Self::load(from) } else { Self::load_part(from, count) } }
    }

    /// Stores the first `count` lanes, or all if `count` is larger.
    ///
    /// # Safety
    ///
    /// `to` points to at least `min(count, COUNT)` writable scalars.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn store_up_to(self, to: *mut Self::Scalar, count: usize) {
        // SAFETY: `to` has `COUNT` scalars in the first case, and `count` of them, fewer than `COUNT`, in the second.
        unsafe { if count >= Self::COUNT { self.store(to) } else { self.store_part(to, count) } }
    }
}

/// [`Lanes::transpose_8`] by way of arrays, whose copies LLVM turns into shuffles.
///
/// # Safety
///
/// As there.
#[cfg_attr(not(debug_assertions), inline(always))]
#[allow(clippy::needless_range_loop, reason = "rows of one are columns of the other")]
pub(super) unsafe fn transpose_8<T: Number>(from: *const T, from_stride: usize, to: *mut T, to_stride: usize) {
    let mut transposed = [[T::ZERO; 8]; 8];
    for row in 0..8 {
        // SAFETY: eight values are at each of eight places.
        let values = unsafe { *from.add(row * from_stride).cast::<[T; 8]>() };
        for column in 0..8 {
            transposed[column][row] = values[column];
        }
    }
    for (column, values) in transposed.into_iter().enumerate() {
        // SAFETY: there is room for eight values at each of eight places.
        unsafe { *to.add(column * to_stride).cast() = values }
    }
}

/// Implements the operators of a vector type.
macro_rules! operators {
    ($V:ty, |$self:ident, $other:ident| $($Trait:ident::$method:ident => $value:expr;)+) => {
        $(
            impl core::ops::$Trait for $V {
                type Output = Self;

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn $method($self, $other: Self) -> Self {
                    $value
                }
            }
        )+

        impl core::ops::Neg for $V {
            type Output = Self;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn neg(self) -> Self {
                <$V as $crate::real::Real>::from_f64(-0.0) - self
            }
        }
    };
}

pub(crate) use operators;
