//! Rows in memory, and pointers to them.

/// The number of outputs up to which rows lie one after the other, without padding.
pub const NARROW: usize = 4;

/// How many scalars padded rows are multiples of: a vector of f32, two of f64.
pub const PAD: usize = 16;

/// A row's length with its padding: whole vectors of f32, and one more where they are a multiple of 64, since rows so far
/// apart push each other out of the cache. [`Size::Row`](crate::shape::Size) is the same as a type.
#[inline(always)]
pub const fn padded(width: usize) -> usize {
    let whole = width.next_multiple_of(PAD);
    if whole.is_multiple_of(64) { whole + PAD } else { whole }
}

/// How far apart rows of this width lie.
#[inline(always)]
pub const fn stride(width: usize) -> usize {
    if width <= NARROW { width } else { padded(width) }
}

/// Rows to read.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    values: &'a [T],
    stride: usize,
    /// Whether whole vectors can be read at the end of a row.
    padded: bool,
}

/// Rows to write; their vectors are written whole.
#[derive(Debug)]
pub struct ViewMut<'a, T> {
    values: &'a mut [T],
    stride: usize,
}

impl<'a, T> View<'a, T> {
    /// Rows that lie one after the other.
    #[inline(always)]
    pub fn dense(values: &'a [T], width: usize) -> Self {
        Self { values, stride: width, padded: false }
    }

    /// Rows as the library keeps them: padded if they are wider than [`NARROW`].
    #[inline(always)]
    pub fn kept(values: &'a [T], width: usize) -> Self {
        Self { values, stride: stride(width), padded: width > NARROW }
    }

    /// The first `width` values of a row.
    #[inline(always)]
    pub fn row(&self, row: usize, width: usize) -> &'a [T] {
        &self.values[row * self.stride..][..width]
    }

    /// Whether whole vectors can be read at the end of a row.
    #[inline(always)]
    pub(super) fn padded(&self) -> bool {
        self.padded
    }

    /// A pointer to so many rows of this width, which are there.
    #[inline(always)]
    pub(super) fn rows(&self, rows: usize, width: usize) -> RowsPtr<T> {
        let reach = if self.padded { width.next_multiple_of(PAD) } else { width };
        assert!(fits(self.values.len(), self.stride, rows, reach), "rows are missing");
        RowsPtr { start: self.values.as_ptr(), stride: self.stride }
    }

    /// The same of rows as the library keeps them, behind each of which the rest of a vector can be read.
    #[inline(always)]
    pub(super) fn kept_rows(&self, rows: usize, width: usize) -> RowsPtr<T> {
        let there = fits(self.values.len(), self.stride, rows, width.next_multiple_of(PAD));
        assert!(there && self.stride == stride(width), "rows of another shape");
        RowsPtr { start: self.values.as_ptr(), stride: self.stride }
    }
}

impl<'a, T> ViewMut<'a, T> {
    /// Rows as the library keeps them: padded if they are wider than [`NARROW`].
    #[inline(always)]
    pub fn kept(values: &'a mut [T], width: usize) -> Self {
        Self { values, stride: stride(width) }
    }

    /// Rows that lie one after the other.
    #[inline(always)]
    pub fn dense(values: &'a mut [T], width: usize) -> Self {
        Self { values, stride: width }
    }

    /// The first `width` values of a row.
    #[inline(always)]
    pub fn row_mut(&mut self, row: usize, width: usize) -> &mut [T] {
        &mut self.values[row * self.stride..][..width]
    }

    /// A pointer to so many rows of this width, whose vectors can be written whole if `whole`.
    #[inline(always)]
    pub(super) fn rows(&mut self, rows: usize, width: usize, whole: bool) -> RowsMutPtr<T> {
        let reach = if whole { width.next_multiple_of(PAD) } else { width };
        assert!(fits(self.values.len(), self.stride, rows, reach), "rows are missing");
        RowsMutPtr { start: self.values.as_mut_ptr(), stride: self.stride }
    }

    /// The same of rows as the library keeps them: padded, and then whole vectors can be written, or adjoining.
    #[inline(always)]
    pub(super) fn kept_rows(&mut self, rows: usize, width: usize) -> RowsMutPtr<T> {
        assert!(self.stride == stride(width), "rows of another shape");
        self.rows(rows, width, width > NARROW)
    }
}

/// Whether there are rows, `stride` apart, and the last of them ends within the memory.
#[inline(always)]
fn fits(length: usize, stride: usize, rows: usize, reach: usize) -> bool {
    let end = |before: usize| before.checked_mul(stride)?.checked_add(reach);
    rows.checked_sub(1).and_then(end).is_some_and(|end| end <= length)
}

/// Where rows to read start, and how far apart they lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowsPtr<T> {
    pub(super) start: *const T,
    pub(super) stride: usize,
}

/// Where rows to write start, and how far apart they lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowsMutPtr<T> {
    pub(super) start: *mut T,
    pub(super) stride: usize,
}
