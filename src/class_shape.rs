//! The shapes of inputs that consist of classes.

use core::marker::PhantomData;

use crate::label::Class;
use crate::shape::{Element, Shape, Size, U1};

/// One of `N` classes: [`Class<COUNT>`](crate::Class), where `N` is `COUNT` as a type. It counts as one value.
///
/// ```
/// use staticnn::layer::{OneClass, Shape};
/// use staticnn::shape::U27;
///
/// assert_eq!(OneClass::<U27, 27>::DIMENSIONS, [1]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneClass<N, const COUNT: usize>(PhantomData<N>);

/// `S` steps, each of which is one of `N` classes: `[Class<COUNT>; S]`, where `N` is `COUNT` as a type.
///
/// ```
/// use staticnn::layer::{ClassSeries, Shape};
/// use staticnn::shape::{U12, U27};
///
/// assert_eq!(ClassSeries::<U12, U27, 27>::DIMENSIONS, [12]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ClassSeries<S, N, const COUNT: usize>(PhantomData<(S, N)>);

/// A shape that consists of classes: what an [`Embedding`](crate::layers::Embedding) takes.
///
/// ```
/// use staticnn::layer::{Classes, ClassSeries};
/// use staticnn::shape::{Length, U12, U27};
///
/// fn classes<X: Classes>() -> [usize; 2] {
///     [X::Steps::VALUE, X::Count::VALUE]
/// }
/// assert_eq!(classes::<ClassSeries<U12, U27, 27>>(), [12, 27]);
/// ```
pub trait Classes: Shape<Frame = U1> {
    /// How many classes there are.
    type Count: Size;
    /// How many steps there are; 1 for a single class.
    type Steps: Size;

    /// The index of each of these classes, below the count.
    #[doc(hidden)]
    fn index<T: Element>(class: Self::Element<T>) -> usize;
}

impl<N: Size, const COUNT: usize> Shape for OneClass<N, COUNT> {
    type Len = U1;
    type Frame = U1;
    type Element<T: Element> = Class<COUNT>;
    const DIMENSIONS: &'static [usize] = &[1];
}

impl<S: Size, N: Size, const COUNT: usize> Shape for ClassSeries<S, N, COUNT> {
    type Len = S;
    type Frame = U1;
    type Element<T: Element> = Class<COUNT>;
    const DIMENSIONS: &'static [usize] = &[S::VALUE];
}

impl<N: Size, const COUNT: usize> Classes for OneClass<N, COUNT> {
    type Count = N;
    type Steps = U1;

    #[inline(always)]
    fn index<T: Element>(class: Class<COUNT>) -> usize {
        const { assert!(N::VALUE == COUNT, "the number of classes as a type is another than as a constant") };
        class.index()
    }
}

impl<S: Size, N: Size, const COUNT: usize> Classes for ClassSeries<S, N, COUNT> {
    type Count = N;
    type Steps = S;

    #[inline(always)]
    fn index<T: Element>(class: Class<COUNT>) -> usize {
        OneClass::<N, COUNT>::index::<T>(class)
    }
}
