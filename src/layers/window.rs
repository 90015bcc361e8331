//! What a convolution or a pool reads for one output.

use core::marker::PhantomData;

use crate::flat::Flat;
use crate::layer::stream::{Carries, Steps, Stream, Whole};
use crate::layers::frames::Frames;
use crate::scalar::Scalar;
use crate::shape::Size;

/// The window that moves over a grid: its height and width, its [`Stride`], the [`Pad`] around the grid and the [`Dilation`]
/// of its taps. A window over a series has the height 1.
///
/// ```
/// use staticnn::layers::{Pad, Sliding, Stride, Window};
/// use staticnn::shape::U5;
///
/// type Halving = Window<U5, U5, Stride<2, 2>, Pad<2, 2>>;
/// assert_eq!(Halving::STRIDE, [2, 2]);
/// assert_eq!(staticnn::layers::window_positions(28, 5, 2, 2, 1), 14);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Window<H, W, S = Stride<1, 1>, P = Unpadded, D = Dilation<1, 1>>(PhantomData<(H, W, S, P, D)>);

/// How far the window moves from one output to the next, down and to the right: 1 or more.
#[derive(Clone, Copy, Debug)]
pub struct Stride<const DOWN: usize, const RIGHT: usize>;

/// How many zeros stand above and below the grid, and to the left and right of it. Layers have room for a copy of their input
/// with these zeros; [`Unpadded`] spares it.
#[derive(Clone, Copy, Debug)]
pub struct Pad<const DOWN: usize, const RIGHT: usize>;

/// No zeros around the grid.
#[derive(Clone, Copy, Debug)]
pub struct Unpadded;

/// How far apart the taps of the window are, down and to the right: 1 where they adjoin.
#[derive(Clone, Copy, Debug)]
pub struct Dilation<const DOWN: usize, const RIGHT: usize>;

/// So many zeros before a series and none behind it: as many as the window's taps reach back, dilation · (taps - 1). An output then
/// depends on no later input.
#[derive(Clone, Copy, Debug)]
pub struct Causal<const STEPS: usize>;

/// Two numbers, for down and right: a [`Stride`], a [`Pad`] or a [`Dilation`].
pub trait Pair: 'static {
    /// The numbers.
    const PAIR: [usize; 2];
}

impl<const DOWN: usize, const RIGHT: usize> Pair for Stride<DOWN, RIGHT> {
    const PAIR: [usize; 2] = [DOWN, RIGHT];
}

impl<const DOWN: usize, const RIGHT: usize> Pair for Pad<DOWN, RIGHT> {
    const PAIR: [usize; 2] = [DOWN, RIGHT];
}

impl Pair for Unpadded {
    const PAIR: [usize; 2] = [0, 0];
}

impl<const STEPS: usize> Pair for Causal<STEPS> {
    const PAIR: [usize; 2] = [0, STEPS];
}

/// The zeros around a grid: [`Pad`], [`Unpadded`] or [`Causal`].
pub trait Padding: Pair {
    /// Whether no output depends on a later input.
    const CAUSAL: bool = false;
    /// Whether the layer can run step by step.
    #[doc(hidden)]
    type Stream: Stream;
    /// What a stream carries, whose frames are `A`.
    #[doc(hidden)]
    type State<T: Scalar, A: Flat<Scalar = T>>: Carries<T>;

    /// So many values as there are zeros above the grid.
    #[doc(hidden)]
    type Above<A: Flat>: Flat<Scalar = A::Scalar>;
    /// So many values as there are zeros to the left of the grid.
    #[doc(hidden)]
    type Left<A: Flat>: Flat<Scalar = A::Scalar>;
    /// A value, unless there are no zeros.
    #[doc(hidden)]
    type IfAny<A: Flat>: Flat<Scalar = A::Scalar>;
    /// What windows that continue one another have in place of the zeros: a value at the start and one at the end, if it is causal.
    #[doc(hidden)]
    type Ends<A: Flat>: Flat<Scalar = A::Scalar>;
    /// The frames that a stream carries, and the place of the oldest; none unless it is causal.
    #[doc(hidden)]
    fn frames<T: Scalar, A: Flat<Scalar = T>>(state: &mut Self::State<T, A>) -> Option<(&mut [A], &mut T)>;
}

/// The padding of a layer that needs the whole sample.
macro_rules! of_whole_samples {
    () => {
        type Stream = Whole;
        type State<T: Scalar, A: Flat<Scalar = T>> = ();
        type Ends<A: Flat> = [A; 0];

        fn frames<T: Scalar, A: Flat<Scalar = T>>((): &mut ()) -> Option<(&mut [A], &mut T)> {
            None
        }
    };
}

impl<const STEPS: usize> Padding for Causal<STEPS> {
    const CAUSAL: bool = true;
    type Stream = Steps;
    type State<T: Scalar, A: Flat<Scalar = T>> = Frames<A, STEPS>;
    type Ends<A: Flat> = [A; 2];
    type Above<A: Flat> = [A; 0];
    type Left<A: Flat> = [A; STEPS];
    type IfAny<A: Flat> = [A; 1];

    fn frames<T: Scalar, A: Flat<Scalar = T>>(state: &mut Self::State<T, A>) -> Option<(&mut [A], &mut T)> {
        let Frames { frames, oldest: [oldest] } = state;
        Some((frames, oldest))
    }
}

impl<const DOWN: usize, const RIGHT: usize> Padding for Pad<DOWN, RIGHT> {
    of_whole_samples!();
    type Above<A: Flat> = [A; DOWN];
    type Left<A: Flat> = [A; RIGHT];
    type IfAny<A: Flat> = [A; 1];
}

impl Padding for Unpadded {
    of_whole_samples!();
    type Above<A: Flat> = [A; 0];
    type Left<A: Flat> = [A; 0];
    type IfAny<A: Flat> = [A; 0];
}

impl<const DOWN: usize, const RIGHT: usize> Pair for Dilation<DOWN, RIGHT> {
    const PAIR: [usize; 2] = [DOWN, RIGHT];
}

/// The numbers of a [`Window`], each for down and right.
pub trait Sliding: 'static {
    /// How many taps it has down.
    type Height: Size;
    /// How many taps it has to the right.
    type Width: Size;
    /// [`Stride`]
    const STRIDE: [usize; 2];
    /// [`Pad`] or [`Unpadded`].
    type Padding: Padding;
    /// The numbers of the padding.
    const PAD: [usize; 2];
    /// [`Dilation`]
    const DILATION: [usize; 2];
}

impl<H: Size, W: Size, S: Pair, P: Padding, D: Pair> Sliding for Window<H, W, S, P, D> {
    type Height = H;
    type Width = W;
    type Padding = P;
    const STRIDE: [usize; 2] = S::PAIR;
    const PAD: [usize; 2] = P::PAIR;
    const DILATION: [usize; 2] = D::PAIR;
}
