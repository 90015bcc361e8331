//! A block of samples in memory, one row per sample: to read, to write, and as storage.

use core::mem::MaybeUninit;
use core::ops::Range;

use crate::flat::{self, Flat, zero_by_field};
use crate::number::Number;
use crate::shape::{BlockRows, Length, Size, Zeros};

/// Rows of up to so many values lie one after the other, without padding.
pub(crate) const NARROW: usize = 4;

/// Padded rows are a multiple of so many scalars long: one vector of f32, two of f64.
pub(crate) const PAD: usize = 16;

/// The length of a row of `width` values with its padding: whole vectors of f32, and one more where they are a multiple
/// of 64 scalars, since rows 256 bytes apart compete for the same cache sets. [`Length::Padded`] is this as a type.
#[inline(always)]
pub(crate) const fn padded(width: usize) -> usize {
    let whole = width.next_multiple_of(PAD);
    if whole.is_multiple_of(64) { whole + PAD } else { whole }
}

/// The distance between the starts of consecutive rows in a [`Block`].
#[inline(always)]
pub(crate) const fn stride(width: usize) -> usize {
    if width <= NARROW { width } else { padded(width) }
}

/// Rows of values to read, one row per sample.
///
/// ```
/// use staticnn::layer::Rows;
///
/// // Two series of three steps with two features each, read in place.
/// let x = Rows::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0], 6);
/// assert_eq!(x.row(1), [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
/// let second_step = x.columns(2..4);
/// assert_eq!((second_step.row(0), second_step.row(1)), (&[3.0, 4.0][..], &[30.0, 40.0][..]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, E> {
    values: &'a [E],
    count: usize,
    width: usize,
    stride: usize,
    /// Whether whole vectors can be read at the end of a row.
    padded: bool,
}

impl<'a, E> Rows<'a, E> {
    /// Rows of `width` values that lie one after the other.
    #[must_use]
    #[inline(always)]
    pub fn new(values: &'a [E], width: usize) -> Self {
        let count = values.len().checked_div(width).unwrap_or(usize::MAX);
        Self { values, count, width, stride: width, padded: false }
    }

    /// Rows with the layout of a [`Block`].
    #[inline(always)]
    pub(crate) fn of_block(values: &'a [E], [count, width]: [usize; 2]) -> Self {
        Self { values, count, width, stride: stride(width), padded: width > NARROW }
    }

    /// How many values a row has.
    #[must_use]
    #[inline(always)]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    #[inline(always)]
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The rows one after the other.
    #[inline(always)]
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a [E]> {
        let width = self.width;
        self.values.chunks(self.stride.max(1)).take(self.count).filter_map(move |row| row.get(..width))
    }

    /// One row, counted from 0.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    #[inline(always)]
    pub fn row(&self, row: usize) -> &'a [E] {
        assert!(row < self.count, "a row beyond the last");
        &self.values[row * self.stride..][..self.width]
    }

    /// Some columns of all rows: one step of a series, say. Nothing is copied.
    ///
    /// # Panics
    ///
    /// If the rows don't have these columns.
    #[must_use]
    #[inline(always)]
    pub fn columns(&self, columns: Range<usize>) -> Self {
        assert!(columns.start <= columns.end && columns.end <= self.width, "columns beyond the end of a row");
        let values = self.values.get(columns.start..).unwrap_or(&[]);
        Self { values, count: self.count, width: columns.end - columns.start, stride: self.stride, padded: false }
    }

    /// One row by itself; there are no rows if there is no such row.
    #[inline(always)]
    pub(crate) fn only(&self, row: usize) -> Self {
        let values = self.values.get(row * self.stride..).unwrap_or(&[]);
        Self { values, count: usize::from(row < self.count), ..*self }
    }

    /// Whether whole vectors can be read at the end of a row.
    #[inline(always)]
    pub(crate) fn is_padded(&self) -> bool {
        self.padded
    }

    /// A pointer to the first `rows` rows of `width` values.
    ///
    /// # Panics
    ///
    /// If there are fewer, or rows of another width.
    #[inline(always)]
    pub(crate) fn pointer(&self, rows: usize, width: usize) -> RowsPtr<E> {
        let reach = if self.padded { width.next_multiple_of(PAD) } else { width };
        let there = rows <= self.count && fits(self.values.len(), self.stride, self.count, reach);
        assert!(there && self.width == width, "rows are missing");
        RowsPtr { start: self.values.as_ptr(), stride: self.stride }
    }

    /// A pointer to rows with a [`Block`]'s layout, at the end of each of which a whole vector can be read.
    ///
    /// # Panics
    ///
    /// If there are fewer rows, or rows of another width or layout.
    #[inline(always)]
    pub(crate) fn block_pointer(&self, rows: usize, width: usize) -> RowsPtr<E> {
        let whole = width.next_multiple_of(PAD);
        let there = rows <= self.count && fits(self.values.len(), self.stride, self.count, whole);
        assert!(there && self.width == width && self.stride == stride(width), "rows of another shape");
        RowsPtr { start: self.values.as_ptr(), stride: self.stride }
    }
}

/// Rows of values to write, one row per sample.
///
/// ```
/// use staticnn::layer::RowsMut;
///
/// let mut values = [0.0; 4];
/// let mut y = RowsMut::new(&mut values, 2);
/// y.row_mut(1).copy_from_slice(&[3.0, 4.0]);
/// assert_eq!(values, [0.0, 0.0, 3.0, 4.0]);
/// ```
#[derive(Debug)]
pub struct RowsMut<'a, T> {
    values: &'a mut [T],
    count: usize,
    width: usize,
    stride: usize,
    /// Whether whole vectors can be written at the end of a row, if the rows after it are written later.
    whole: bool,
}

impl<'a, T> RowsMut<'a, T> {
    /// Rows of `width` values that lie one after the other.
    #[must_use]
    #[inline(always)]
    pub fn new(values: &'a mut [T], width: usize) -> Self {
        let count = values.len().checked_div(width).unwrap_or(usize::MAX);
        Self { values, count, width, stride: width, whole: false }
    }

    /// Rows with the layout of a [`Block`].
    #[inline(always)]
    pub(crate) fn of_block(values: &'a mut [T], [count, width]: [usize; 2]) -> Self {
        Self { values, count, width, stride: stride(width), whole: true }
    }

    /// How many values a row has.
    #[must_use]
    #[inline(always)]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    #[inline(always)]
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The rows one after the other.
    #[inline(always)]
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        let width = self.width;
        self.values.chunks_mut(self.stride.max(1)).take(self.count).filter_map(move |row| row.get_mut(..width))
    }

    /// One row, counted from 0, to read.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[T] {
        assert!(row < self.count, "a row beyond the last");
        &self.values[row * self.stride..][..self.width]
    }

    /// One row, counted from 0, to write to.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    #[inline(always)]
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        assert!(row < self.count, "a row beyond the last");
        &mut self.values[row * self.stride..][..self.width]
    }

    /// The rows for a shorter time: to pass on, and to use again afterwards.
    #[must_use]
    #[inline(always)]
    pub fn reborrow(&mut self) -> RowsMut<'_, T> {
        RowsMut { values: self.values, count: self.count, width: self.width, stride: self.stride, whole: self.whole }
    }

    /// The rows to read.
    #[must_use]
    #[inline(always)]
    pub fn as_rows(&self) -> Rows<'_, T> {
        let padded = self.whole && self.width > NARROW;
        Rows { values: self.values, count: self.count, width: self.width, stride: self.stride, padded }
    }

    /// Some columns of all rows: one step of a series, say.
    ///
    /// # Panics
    ///
    /// If the rows don't have these columns.
    #[must_use]
    #[inline(always)]
    pub fn columns_mut(&mut self, columns: Range<usize>) -> RowsMut<'_, T> {
        assert!(columns.start <= columns.end && columns.end <= self.width, "columns beyond the end of a row");
        let values = self.values.get_mut(columns.start..).unwrap_or(&mut []);
        RowsMut { values, count: self.count, width: columns.end - columns.start, stride: self.stride, whole: false }
    }

    /// One row by itself; there are no rows if there is no such row.
    #[inline(always)]
    pub(crate) fn only_mut(&mut self, row: usize) -> RowsMut<'_, T> {
        let values = self.values.get_mut(row * self.stride..).unwrap_or(&mut []);
        let count = usize::from(row < self.count);
        RowsMut { values, count, width: self.width, stride: self.stride, whole: self.whole }
    }

    /// Sets one row to zero.
    #[inline(always)]
    pub(crate) fn clear(&mut self, row: usize)
    where
        T: Number,
    {
        self.values.iter_mut().skip(row * self.stride).take(self.width).for_each(|value| *value = T::ZERO);
    }

    /// Whether whole vectors can be written at the end of a row, if the rows after it are written later.
    #[inline(always)]
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// A pointer to the first `rows` rows of `width` values; with `whole`, whole vectors can be written at the end of each.
    ///
    /// # Panics
    ///
    /// If there are fewer, or rows of another width.
    #[inline(always)]
    pub(crate) fn pointer(&mut self, rows: usize, width: usize, whole: bool) -> RowsMutPtr<T> {
        let reach = if whole { width.next_multiple_of(PAD) } else { width };
        let there = rows <= self.count && fits(self.values.len(), self.stride, self.count, reach);
        assert!(there && self.width == width, "rows are missing");
        RowsMutPtr { start: self.values.as_mut_ptr(), stride: self.stride }
    }

    /// A pointer to rows with a [`Block`]'s layout: padded, so that whole vectors can be written, or adjoining.
    ///
    /// # Panics
    ///
    /// If there are fewer rows, or rows of another width or layout.
    #[inline(always)]
    pub(crate) fn block_pointer(&mut self, rows: usize, width: usize) -> RowsMutPtr<T> {
        assert!(self.stride == stride(width), "rows of another shape");
        self.pointer(rows, width, width > NARROW)
    }
}

/// Whether `rows` rows, `stride` apart, end within `length` values, with `reach` values from the start of the last. It is asked
/// of all rows, not only of those that a kernel takes: all of a block's are a constant.
#[inline(always)]
fn fits(length: usize, stride: usize, rows: usize, reach: usize) -> bool {
    let end = |before: usize| before.checked_mul(stride)?.checked_add(reach);
    rows.checked_sub(1).and_then(end).is_some_and(|end| end <= length)
}

/// Where rows to read start, and the distance from one to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowsPtr<T> {
    pub(crate) start: *const T,
    pub(crate) stride: usize,
}

/// Where rows to write start, and the distance from one to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowsMutPtr<T> {
    pub(crate) start: *mut T,
    pub(crate) stride: usize,
}

/// Storage for `R` rows of `W` values: what a layer computes for a block of samples.
///
/// Rows of more than 4 values are padded to whole vectors; the content of the padding is unspecified. Rows of up to 4 values
/// adjoin, with room for a vector after the last one.
///
/// ```
/// use staticnn::layer::Block;
/// use staticnn::shape::{U2, U12, Zeros};
///
/// let mut block = Block::<f32, U12, U2>::ZEROS;
/// block.rows_mut().row_mut(1)[2] = 1.0;
/// assert_eq!(block.rows().row(1)[..4], [0.0, 0.0, 1.0, 0.0]);
/// assert_eq!(block.rows().row(1).len(), 12);
/// ```
#[repr(C, align(64))]
pub struct Block<T: Flat<Scalar = T>, W: Length, R: Size> {
    values: BlockRows<T, W, R>,
}

impl<T: Flat<Scalar = T>, W: Length, R: Size> Block<T, W, R> {
    /// The rows to read.
    #[must_use]
    #[inline(always)]
    pub fn rows(&self) -> Rows<'_, T> {
        const {
            let slack = if W::VALUE <= NARROW && W::VALUE > 0 { PAD } else { 0 };
            let values = R::VALUE * stride(W::VALUE) + slack;
            assert!(size_of::<BlockRows<T, W, R>>() == values * size_of::<T>(), "two forms of padding");
        };
        Rows::of_block(flat::scalars(&self.values), [R::VALUE, W::VALUE])
    }

    /// The rows to write.
    #[must_use]
    #[inline(always)]
    pub fn rows_mut(&mut self) -> RowsMut<'_, T> {
        RowsMut::of_block(flat::scalars_mut(&mut self.values), [R::VALUE, W::VALUE])
    }
}

impl<T: Flat<Scalar = T>, W: Length, R: Size> Zeros for Block<T, W, R> {
    const ZEROS: Self = Self { values: flat::zeros() };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, values: Zeros::zero)
    }
}
