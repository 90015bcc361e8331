//! The passes of a convolution over a block, image by image.
//!
//! Images are channels last: a position's channels adjoin, and so do the positions of a row. A zero-padded image is a copy in
//! scratch; without padding it is read where it lies.

pub(super) mod forward;
pub(crate) mod geometry;
pub(super) mod planes;
pub(super) mod planes_gradient;
pub(super) mod scatter;
pub(super) mod weight_gradient;

use crate::activation::{Activation, Fused};
use crate::flat::{self, Flat};
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::rowwise;
use crate::kernels::sums::Term;
use crate::kernels::weight_gradient::GradientPtr;
use crate::rows::{Rows, RowsMut, RowsMutPtr, RowsPtr};
use crate::scalar::{LanesOf, Scalar};
use crate::simd::lanes::Lanes;
use geometry::Geometry;

/// How many values follow an image, or weights, of which whole vectors are read or written.
pub(crate) const SLACK: usize = 16;

/// The weights and the bias, or the derivatives of both.
pub(crate) struct Parameters<W> {
    /// One row of the output's channels for each value that an output is the product of.
    pub(crate) weight: W,
    /// One value per channel, or empty.
    pub(crate) bias: W,
}

/// What a convolution reads.
pub(crate) struct Input<'a, T> {
    pub(crate) x: Rows<'a, T>,
    /// For each sample the steps that stand before it in place of the padding on the left; empty for zeros.
    pub(crate) start: &'a [T],
    /// Room for an image with its padding, if there is any.
    pub(crate) copy: &'a mut [T],
}

/// The image to read for a sample: its row, or a copy with padding.
struct Images<'a, T> {
    input: Input<'a, T>,
    geometry: Geometry,
}

impl<'a, T: Scalar> Images<'a, T> {
    /// The images of `n` samples.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn new(input: Input<'a, T>, n: usize, geometry: Geometry) -> Self {
        let Input { x, copy, .. } = &input;
        assert!(n <= x.count() && x.width() == geometry.input_len(), "images of another shape");
        if geometry.is_padded() {
            assert!(copy.len() >= geometry.padded_len(), "no room for an image with its padding");
        }
        Self { input, geometry }
    }

    /// Sets the padding to zero.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn clear(&mut self) {
        if self.geometry.is_padded() {
            self.input.copy.fill(T::ZERO);
        }
    }

    /// A pointer to the image of a sample, with its padding.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn image<V: Lanes<Scalar = T>>(&mut self, sample: usize) -> *const T {
        let Input { x, start, copy } = &mut self.input;
        let row = x.row(sample);
        if !self.geometry.is_padded() {
            return row.as_ptr();
        }
        let places = copy.chunks_exact_mut(self.geometry.padded()[1] * self.geometry.input[0]);
        let values = row.chunks_exact(self.geometry.input[2] * self.geometry.input[0]);
        let margin = self.geometry.pad[1] * self.geometry.input[0];
        for (place, values) in places.skip(self.geometry.pad[0]).zip(values) {
            copy_row::<V>(values, &mut place[margin..][..values.len()]);
        }
        if let Some(before) = start.chunks_exact(margin.max(1)).nth(sample) {
            copy_row::<V>(before, copy);
        }
        copy.as_ptr()
    }
}

/// Copies a row of as many values. A call of `memcpy` takes several times as long as the few vectors of a row.
#[cfg_attr(not(debug_assertions), inline(always))]
fn copy_row<V: Lanes>(from: &[V::Scalar], to: &mut [V::Scalar]) {
    let count = from.len().min(to.len());
    if count < V::COUNT {
        return to.iter_mut().zip(from).for_each(|(to, value)| *to = *value);
    }
    let mut next = 0;
    while next < count {
        // The last vector overlaps the one before it.
        let place = next.min(count - V::COUNT);
        // SAFETY: both have a vector at this place.
        unsafe { V::load(from.as_ptr().add(place)).store(to.as_mut_ptr().add(place)) };
        next += V::COUNT;
    }
}

/// y = f(the convolution of x + b) for `n` samples, where f is F if a kernel can fuse it; or else another loop applies it.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn forward<S: Processor, T: Scalar, F: Activation>(
    isa: S,
    n: usize,
    geometry: Geometry,
    input: Input<'_, T>,
    Parameters { weight, bias }: Parameters<&[T]>,
    mut y: RowsMut<'_, T>,
) {
    let (geometry, sweep) = (geometry.checked(), geometry.sweep());
    let [channels, ..] = geometry.output;
    let of_shape = weight.len() == geometry.inputs() * channels && (bias.is_empty() || bias.len() == channels);
    assert!(of_shape, "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null() } else { bias.as_ptr() };
    let mut images = Images::new(input, n, geometry);
    images.clear();
    let to = y.pointer(n, geometry.output_len(), false);
    let fused = const { if let Some(fused) = F::FUSED { fused } else { Fused::Linear } };
    for sample in 0..n {
        let x = images.image::<LanesOf<T, S>>(sample);
        // SAFETY: the geometry is checked, and x has an image of its shape; the lengths of weights and bias were checked above,
        // and `pointer` checked that y has n rows; the token proves that the processor has the instruction set.
        unsafe {
            LanesOf::<T, S>::conv_forward(fused, &sweep, x, weight.as_ptr(), bias, to.start.add(sample * to.stride));
        }
    }
    if const { F::FUSED.is_none() } {
        rowwise::activate::<S, T, F>(isa, [n, geometry.output_len()], y);
    }
}

/// Writes to `end`, for `n` samples, the steps before a window that continues x: as many as `start` has before x.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn end<T: Scalar>(n: usize, geometry: Geometry, x: Rows<'_, T>, start: &[T], end: &mut [T]) {
    let margin = (geometry.pad[1] * geometry.input[0]).max(1);
    for ((row, before), end) in (0..n).zip(start.chunks_exact(margin)).zip(end.chunks_exact_mut(margin)) {
        let all = before.iter().chain(x.row(row));
        end.iter_mut().zip(all.skip(geometry.input_len())).for_each(|(to, value)| *to = *value);
    }
}

/// The derivatives of weights and bias for `n` samples, written or added. Behind the copy there is room for d in planes, where a
/// kernel takes it so.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_parameters<S: Processor, T: Scalar>(
    _: S,
    (n, add): (usize, bool),
    geometry: Geometry,
    Input { x, start, copy }: Input<'_, T>,
    d: Rows<'_, T>,
    Parameters { weight, bias }: Parameters<&mut [T]>,
) {
    let (geometry, sweep) = (geometry.checked(), geometry.sweep());
    let [channels, ..] = geometry.output;
    let of_shape = weight.len() == geometry.inputs() * channels && (bias.is_empty() || bias.len() == channels);
    assert!(of_shape, "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null_mut() } else { bias.as_mut_ptr() };
    // The planes lie behind the copy.
    let (copy, planes) = copy.split_at_mut(if geometry.is_padded() { geometry.padded_len() } else { 0 });
    if planes::suits(&sweep, LanesOf::<T, S>::COUNT) {
        assert!(planes.len() >= planes::len(&sweep, LanesOf::<T, S>::COUNT), "no room for the planes");
    }
    let mut images = Images::new(Input { x, start, copy }, n, geometry);
    images.clear();
    let d = d.pointer(n, geometry.output_len());
    for sample in 0..n {
        let to = GradientPtr { weight: weight.as_mut_ptr(), bias, add: add || sample > 0 };
        let x = images.image::<LanesOf<T, S>>(sample);
        // SAFETY: as in `forward`.
        unsafe {
            LanesOf::<T, S>::conv_weight_gradient(&sweep, x, d.start.add(sample * d.stride), to, planes.as_mut_ptr())
        }
    }
}

/// Writes the weights as the gradient of the input reads them. To scatter from: for each run, one row for each output. To gather
/// by: for each tap, from the last to the first, one row for each output.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn transpose<S: Processor, T: Scalar>(_: S, geometry: Geometry, weight: &[T], transposed: &mut [T]) {
    let (geometry, sweep) = (geometry.checked(), geometry.sweep());
    let ([inputs, ..], [channels, ..]) = (geometry.input, geometry.output);
    assert!(weight.len() == geometry.inputs() * channels, "a layer of another shape");
    assert!(transposed.len() >= weight.len(), "no room for the weights transposed");
    let gathers = geometry.backward().is_some();
    let length = if gathers { inputs } else { sweep.length };
    let (size, last) = (length * channels, weight.len() / (length * channels) - 1);
    for (index, from) in weight.chunks_exact(size).enumerate() {
        let to = &mut transposed[size * if gathers { last - index } else { index }..][..size];
        // SAFETY: both have `length` times `channels` values; the token proves that the processor has the instruction set.
        unsafe { LanesOf::<T, S>::transpose(from.as_ptr(), [length, channels], to.as_mut_ptr(), length) }
    }
}

/// Room for dL/dx.
pub(crate) struct InputRoom<'a, T> {
    /// The weights as [`transpose`] writes them, with [`SLACK`] values behind.
    pub(crate) transposed: &'a [T],
    /// An input with its padding, with [`SLACK`] values behind.
    pub(crate) image: &'a mut [T],
    /// d with the padding of [`Geometry::backward`], if there is any.
    pub(crate) d: &'a mut [T],
}

/// Writes dL/dx of one sample to `dx`, or adds it, from its d. `first` says whether the room may hold what others have left.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_input<S: Processor, T: Scalar>(
    _: S,
    geometry: Geometry,
    d: &[T],
    InputRoom { transposed, image, d: copy }: InputRoom<'_, T>,
    first: bool,
    (dx, add): (&mut [T], bool),
) {
    let geometry = geometry.checked();
    assert!(d.len() == geometry.output_len() && dx.len() == geometry.input_len(), "images of another shape");
    assert!(transposed.len() >= geometry.inputs() * geometry.output[0] + SLACK, "no room for the weights transposed");
    assert!(image.len() >= geometry.padded_len() + SLACK, "no room for an image with its padding");
    if let Some(backward) = geometry.backward() {
        let backward = backward.checked();
        let mut images = Images::new(Input { x: Rows::new(d, d.len()), start: &[], copy }, 1, backward);
        if first {
            images.clear();
        }
        let (sweep, d) = (backward.sweep(), images.image::<LanesOf<T, S>>(0));
        let to = if add { image.as_mut_ptr() } else { dx.as_mut_ptr() };
        // SAFETY: the geometry is checked, d has an image of its shape, and the lengths of the others were checked above; the
        // token proves that the processor has the instruction set.
        unsafe {
            let (w, none) = (transposed.as_ptr(), core::ptr::null());
            LanesOf::<T, S>::conv_forward(Fused::Linear, &sweep, d, w, none, to);
        }
        if add {
            dx.iter_mut().zip(&*image).for_each(|(to, value)| *to += *value);
        }
        return;
    }
    image.fill(T::ZERO);
    // SAFETY: as above.
    unsafe { LanesOf::<T, S>::conv_scatter(&geometry.sweep(), d.as_ptr(), transposed.as_ptr(), image.as_mut_ptr()) }
    let [channels, _, width] = geometry.input;
    let rows = image.chunks_exact(geometry.padded()[1] * channels).skip(geometry.pad[0]);
    for (to, row) in dx.chunks_exact_mut(width * channels).zip(rows) {
        let row = &row[geometry.pad[1] * channels..][..width * channels];
        if add {
            to.iter_mut().zip(row).for_each(|(to, value)| *to += *value);
        } else {
            copy_row::<LanesOf<T, S>>(row, to);
        }
    }
}

/// One step of a causal convolution: writes what the taps, `dilation` apart, make of `frame` and of the frames before it; then takes
/// `frame` in place of the oldest one, whose place among the others `oldest` is. There are as many as the taps reach back.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn step<S: Processor, T: Scalar, A: Flat<Scalar = T>>(
    _: S,
    dilation: usize,
    (frame, frames, oldest): (&A, &mut [A], &mut T),
    Parameters { weight, bias }: Parameters<&[T]>,
    mut y: RowsMut<'_, T>,
) {
    let (count, k, m) = (frames.len(), A::COUNT, y.width());
    let z = y.pointer(1, m, true).start;
    assert!(m > 0 && k > 0 && weight.len().is_multiple_of(k * m), "a layer of another shape");
    assert!(bias.is_empty() || bias.len() == m, "a layer of another shape");
    let zeros = [T::ZERO; SLACK];
    // The place is a whole number below the count; a state from elsewhere may hold another one.
    let place = oldest.to_f64();
    let place = if place >= 0.0 && place < count as f64 { place as usize } else { 0 };
    let taps = weight.len() / (k * m);
    for (tap, weights) in weight.chunks_exact(k * m).enumerate() {
        let back = (taps - 1 - tap) * dilation;
        let x = match back {
            0 => Some(frame),
            _ => frames.get((place + count.saturating_sub(back)) % count.max(1)),
        };
        let Some(x) = x else { continue };
        let rows = RowsPtr { start: flat::scalars(x).as_ptr(), stride: 0 };
        let weights = RowsPtr { start: weights.as_ptr(), stride: m };
        for first in (0..m).step_by(SLACK) {
            let columns = SLACK.min(m - first);
            // The first tap starts from the bias, the others from what is there.
            let bias = match (tap, bias.get(first..)) {
                (0, Some([])) | (0, None) => zeros.as_ptr(),
                (0, Some(bias)) => bias.as_ptr(),
                _ => z.wrapping_add(first).cast_const(),
            };
            let term = Term { rows, k, weights: RowsPtr { start: weights.start.wrapping_add(first), ..weights }, bias };
            // SAFETY: x has k values, and the tap k rows of m weights; the bias, which is checked above, the zeros and y have so many
            // columns from `first` on, and y room for whole vectors, as `pointer` checked. The token proves that the processor has
            // the instruction set.
            unsafe {
                let z = RowsMutPtr { start: z.wrapping_add(first), stride: 0 };
                LanesOf::<T, S>::sums_of_terms(&[term], z, [1, columns]);
            }
        }
    }
    if let Some(old) = frames.get_mut(place) {
        *old = flat::copy(frame);
        *oldest = T::from_f64(if place + 1 == count { 0.0 } else { (place + 1) as f64 });
    }
}
