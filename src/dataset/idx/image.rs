//! What an image can be.

use crate::scalar::Scalar;

/// An image of one channel: its pixels as one array, `[f32; 784]`, or as channel x rows x columns, `[[[f32; 28]; 28];
/// 1]`.
///
/// The numbers are `f32` or `f64`, a pixel divided by 255.
///
/// ```
/// use staticnn::dataset::idx::Image;
///
/// assert_eq!(<[[[f32; 2]; 1]; 1]>::from_pixels(&[0, 255]), [[[0.0, 1.0]]]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't an image",
    label = "not an image",
    note = "an image of 28 x 28 pixels is `[f32; 784]`, or `[[[f32; 28]; 28]; 1]` for stages that see rows and columns"
)]
pub trait Image: Sized + sealed::Sealed {
    /// How many pixels it has.
    const PIXELS: usize;
    /// The rows and the columns; for pixels in one array, 1 row.
    #[doc(hidden)]
    const SIZE: [usize; 2];

    /// Whether an image of so many rows and columns is one of these.
    #[doc(hidden)]
    fn fits(rows: usize, columns: usize) -> bool;

    /// Converts pixels, row by row, to an image. Pixels that are missing are 0, and further ones are left out.
    fn from_pixels(pixels: &[u8]) -> Self;
}

impl<T: Scalar, const N: usize> Image for [T; N] {
    const PIXELS: usize = {
        assert!(N > 0, "an image has at least one pixel");
        N
    };
    const SIZE: [usize; 2] = [1, N];

    fn fits(rows: usize, columns: usize) -> bool {
        rows.checked_mul(columns) == Some(N)
    }

    fn from_pixels(pixels: &[u8]) -> Self {
        let mut image = [T::ZERO; N];
        fill(&mut image, pixels);
        image
    }
}

impl<T: Scalar, const H: usize, const W: usize> Image for [[[T; W]; H]; 1] {
    const PIXELS: usize = {
        assert!(H > 0 && W > 0, "an image has at least one pixel");
        H * W
    };
    const SIZE: [usize; 2] = [H, W];

    fn fits(rows: usize, columns: usize) -> bool {
        [rows, columns] == [H, W]
    }

    fn from_pixels(pixels: &[u8]) -> Self {
        let mut image = [[[T::ZERO; W]; H]; 1];
        fill(image.as_flattened_mut().as_flattened_mut(), pixels);
        image
    }
}

fn fill<T: Scalar>(image: &mut [T], pixels: &[u8]) {
    for (value, pixel) in image.iter_mut().zip(pixels) {
        *value = T::from_f64(f64::from(*pixel) / 255.0);
    }
}

mod sealed {
    use crate::scalar::Scalar;

    pub trait Sealed {}
    impl<T: Scalar, const N: usize> Sealed for [T; N] {}
    impl<T: Scalar, const H: usize, const W: usize> Sealed for [[[T; W]; H]; 1] {}
}
