//! Shapes as positions with channels.

use crate::shape::{Features, Image, Length, Series, Shape, Size, U1};

/// A shape as a grid of positions, each of which has as many values as there are channels: what convolutions, pools and
/// normalizations work on.
///
/// In a row of a block the values of a position adjoin, and the positions follow one another by rows of the grid: value
/// `(y * width + x) * channels + channel`. The plain arrays of images at a network's ends have the channels outermost.
///
/// ```
/// use staticnn::layer::Grid;
/// use staticnn::shape::{Image, Length, Series, U1, U3, U8, U16};
///
/// fn dimensions<G: Grid>() -> [usize; 3] {
///     [G::Channels::VALUE, G::Height::VALUE, G::Width::VALUE]
/// }
/// assert_eq!(dimensions::<Image<U3, U8, U16>>(), [3, 8, 16]);
/// assert_eq!(dimensions::<Series<U16, U3>>(), [3, 1, 16]); // 16 steps of 3 features
/// ```
pub trait Grid: Shape {
    /// The values of a position: the channels of an image, the features of a series, all values of any other shape.
    type Channels: Size;
    /// The rows of an image; 1 for any other shape.
    type Height: Size;
    /// The pixels of an image's row; the steps of a series; 1 for values without an order.
    type Width: Size;
}

impl<N: Size> Grid for Features<N> {
    type Channels = N;
    type Height = U1;
    type Width = U1;
}

impl<S: Size, F: Size> Grid for Series<S, F>
where
    Self: Shape,
{
    type Channels = F;
    type Height = U1;
    type Width = S;
}

impl<C: Size, H: Size, W: Size> Grid for Image<C, H, W>
where
    Self: Shape,
{
    type Channels = C;
    type Height = H;
    type Width = W;
}

/// How many positions a grid has.
pub(crate) const fn positions<G: Grid>() -> usize {
    G::Height::VALUE * G::Width::VALUE
}

/// How many positions a window takes on `size` values in one direction: (size + 2 pad - dilation (taps - 1) - 1) / stride + 1,
/// rounded down, as PyTorch computes it. 0 if the window is larger than the padded values, or if a number that must be 1 or
/// more is 0.
#[must_use]
pub const fn window_positions(size: usize, taps: usize, stride: usize, pad: usize, dilation: usize) -> usize {
    if taps == 0 || stride == 0 || dilation == 0 {
        return 0;
    }
    let (padded, reach) = (size + 2 * pad, dilation * (taps - 1) + 1);
    if reach > padded { 0 } else { (padded - reach) / stride + 1 }
}
