//! Images and labels from IDX files, those of MNIST, compressed by gzip or not. Feature `idx`.
//!
//! ```no_run
//! use staticnn::dataset::{Dataset, idx};
//! use staticnn::prelude::*;
//!
//! let training: Dataset<[f32; 784], Class<10>> =
//!     idx::read("mnist/train-images-idx3-ubyte.gz", "mnist/train-labels-idx1-ubyte.gz")?;
//! // For stages that see rows and columns:
//! let images: Vec<[[[f32; 28]; 28]; 1]> = idx::images("mnist/t10k-images-idx3-ubyte")?;
//! # Ok::<(), idx::Error>(())
//! ```
//!
//! # The format
//!
//! Two zero bytes; a byte for the type of the values, of which 8, an unsigned byte, is read here; a byte for the number
//! of dimensions; each dimension as a big-endian number of four bytes; then the values. Images have three dimensions,
//! images x rows x columns, and labels have one. Source: LeCun, Cortes and Burges, "The MNIST database of handwritten
//! digits".
//!
//! Pixels, 0 to 255, are divided by 255.
//!
//! A file is read only if its header fits what the program takes, and its length fits its header: no more memory is
//! used than the values of the file need, and a compressed file is decompressed no further than its header says.

mod content;
mod error;
mod image;

use alloc::vec::Vec;
use std::path::Path;

pub use error::{Error, Refusal};
pub use image::Image;

use crate::class::{Class, LabelError, from_labels};
use crate::dataset::rows::Dataset;
use crate::disk;

/// Reads a file of images and that of their labels.
///
/// An input is `[f32; 784]`, or `[[[f32; 28]; 28]; 1]` (channel x rows x columns), or those of `f64`.
///
/// # Errors
///
/// Those of [`images`] and [`labels`]; [`Error::Counts`] if there are more or fewer labels than images.
///
/// ```no_run
/// use staticnn::dataset::{Dataset, idx};
/// use staticnn::prelude::*;
///
/// let held_out: Dataset<[f32; 784], Class<10>> = idx::read("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")?;
/// # Ok::<(), idx::Error>(())
/// ```
pub fn read<I: Image, const N: usize>(
    images: impl AsRef<Path>,
    labels: impl AsRef<Path>,
) -> Result<Dataset<I, Class<N>>, Error> {
    let (inputs, targets) = (self::images(images.as_ref())?, self::labels(labels.as_ref())?);
    if inputs.len() == targets.len() {
        return Ok(Dataset::paired(inputs, targets));
    }
    let counts = [inputs.len(), targets.len()];
    Err(Error::Counts { images: (images.as_ref().into(), counts[0]), labels: (labels.as_ref().into(), counts[1]) })
}

/// Reads a file of images: at least one, each of the type's size.
///
/// # Errors
///
/// [`Error::Read`] if the file can't be read, [`Error::Refused`] if it isn't a whole file of such images.
///
/// ```
/// use staticnn::dataset::idx;
///
/// let error = idx::images::<[f32; 784]>("no/such-images").unwrap_err();
/// assert!(error.to_string().starts_with("`no/such-images` can't be read: "));
/// ```
pub fn images<I: Image>(path: impl AsRef<Path>) -> Result<Vec<I>, Error> {
    from_file(path.as_ref(), images_from_bytes)
}

/// Reads a file of labels: at least one, each below N.
///
/// # Errors
///
/// [`Error::Read`] if the file can't be read, [`Error::Refused`] if it isn't a whole file of such labels.
///
/// ```
/// use staticnn::dataset::idx;
///
/// let error = idx::labels::<10>("no/such-labels").unwrap_err();
/// assert!(error.to_string().starts_with("`no/such-labels` can't be read: "));
/// ```
pub fn labels<const N: usize>(path: impl AsRef<Path>) -> Result<Vec<Class<N>>, Error> {
    from_file(path.as_ref(), labels_from_bytes)
}

/// Reads images from the bytes of a file, as [`images`] does.
///
/// # Errors
///
/// [`Refusal`] says why they aren't those of a file of such images.
///
/// ```
/// use staticnn::dataset::idx;
///
/// // Two images of 1 x 2 pixels.
/// let file = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, /* pixels */ 0, 255, 51, 0];
/// assert_eq!(idx::images_from_bytes::<[f32; 2]>(&file)?, [[0.0, 1.0], [0.2, 0.0]]);
/// # Ok::<(), idx::Refusal>(())
/// ```
pub fn images_from_bytes<I: Image>(bytes: &[u8]) -> Result<Vec<I>, Refusal> {
    let pixels = content::values(bytes, |&[_, rows, columns]| {
        if I::fits(rows, columns) { Ok(()) } else { Err(Refusal::Size { rows, columns, expected: I::SIZE }) }
    })?;
    let mut images = Vec::with_capacity(pixels.len() / I::PIXELS);
    images.extend(pixels.chunks_exact(I::PIXELS).map(I::from_pixels));
    Ok(images)
}

/// Reads labels from the bytes of a file, as [`labels`] does.
///
/// # Errors
///
/// [`Refusal`] says why they aren't those of a file of such labels.
///
/// ```
/// use staticnn::dataset::idx;
///
/// let file = [0, 0, 8, 1, 0, 0, 0, 3, /* labels */ 5, 0, 4];
/// assert_eq!(idx::labels_from_bytes::<10>(&file)?[2].index(), 4);
/// # Ok::<(), idx::Refusal>(())
/// ```
pub fn labels_from_bytes<const N: usize>(bytes: &[u8]) -> Result<Vec<Class<N>>, Refusal> {
    let labels = content::values(bytes, |[_]| Ok(()))?;
    from_labels(&labels).map_err(|LabelError { index, .. }| Refusal::Label { index, label: labels[index], classes: N })
}

/// Reads a whole file.
fn from_file<T>(path: &Path, read: impl FnOnce(&[u8]) -> Result<T, Refusal>) -> Result<T, Error> {
    let bytes = disk::read(path).map_err(|source| Error::Read { path: path.into(), source })?;
    read(&bytes).map_err(|refusal| Error::Refused { path: path.into(), refusal })
}
