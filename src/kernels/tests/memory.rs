//! Operands that end with their allocation, so that AddressSanitizer finds reads beyond them; and results between
//! canaries, so that every run finds writes beyond them.

use core::fmt;
use std::boxed::Box;
use std::vec::Vec;
use std::{ptr, vec};

use crate::kernels::tests::twin::TestScalar;
use crate::rows::{NARROW, PAD, RowsMutPtr, RowsPtr, padded};
use crate::simd::tests::draw::Draw;

/// Rows to read, in an allocation that ends with the last value that may be read.
#[derive(Clone)]
pub struct Matrix<T> {
    values: Box<[T]>,
    pub rows: usize,
    pub width: usize,
    stride: usize,
}

impl<T: TestScalar> Matrix<T> {
    /// Adjacent rows.
    pub fn dense(rows: usize, width: usize, draw: &mut Draw) -> Self {
        Self { values: draw.numbers(rows * width), rows, width, stride: width }
    }

    /// Padded rows, with `filler` in the padding.
    pub fn padded(rows: usize, width: usize, filler: T, draw: &mut Draw) -> Self {
        Self::apart(rows, width, padded(width), filler, draw)
    }

    /// Rows as in the tape: adjacent up to a width of `NARROW`, else padded, with canaries in the padding.
    pub fn kept(rows: usize, width: usize, draw: &mut Draw) -> Self {
        if width <= NARROW { Self::dense(rows, width, draw) } else { Self::padded(rows, width, T::CANARY, draw) }
    }

    /// Rows as in the tape, where a whole vector can be read at the end of each row: for narrow ones, from the rows
    /// after it.
    pub fn readable(rows: usize, width: usize, draw: &mut Draw) -> Self {
        let stride = if width <= NARROW { width } else { padded(width) };
        Self::apart(rows, width, stride, T::CANARY, draw)
    }

    fn apart(rows: usize, width: usize, stride: usize, filler: T, draw: &mut Draw) -> Self {
        let reach = width.next_multiple_of(PAD);
        let mut values = vec![T::CANARY; (rows - 1) * stride + reach].into_boxed_slice();
        for row in 0..rows {
            values[row * stride..][..reach].fill(filler);
            values[row * stride..][..width].copy_from_slice(&draw.numbers(width));
        }
        Self { values, rows, width, stride }
    }

    /// Applies a function to each value.
    pub fn map(mut self, mut f: impl FnMut(f64) -> f64) -> Self {
        for row in 0..self.rows {
            for value in &mut self.values[row * self.stride..][..self.width] {
                *value = T::from_f64(f(value.to_f64()));
            }
        }
        self
    }

    pub fn at(&self, row: usize, column: usize) -> f64 {
        assert!(row < self.rows && column < self.width);
        self.values[row * self.stride + column].to_f64()
    }

    pub fn values(&self) -> &[T] {
        &self.values
    }

    pub fn rows_ptr(&self) -> RowsPtr<T> {
        RowsPtr { start: self.start(), stride: self.stride }
    }

    pub fn start(&self) -> *const T {
        self.values.as_ptr()
    }
}

impl<T> fmt::Debug for Matrix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {} (rows {} apart)", self.rows, self.width, self.stride)
    }
}

/// The number of canaries on either side.
const MARGIN: usize = 32;

/// Rows to write, with canaries wherever nothing may be written.
pub struct Output<T> {
    values: Vec<T>,
    rows: usize,
    width: usize,
    stride: usize,
    /// How many values of a row may be written.
    reach: usize,
}

impl<T: TestScalar> Output<T> {
    /// Adjacent rows.
    pub fn dense(rows: usize, width: usize) -> Self {
        Self::apart(rows, width, width, width)
    }

    /// Padded rows, whose vectors may be written whole.
    pub fn padded(rows: usize, width: usize) -> Self {
        Self::apart(rows, width, padded(width), width.next_multiple_of(PAD))
    }

    /// Rows as in the tape: adjacent up to a width of `NARROW`, else padded.
    pub fn library(rows: usize, width: usize) -> Self {
        if width <= NARROW { Self::dense(rows, width) } else { Self::padded(rows, width) }
    }

    /// Rows as in the tape, whose padding must not be written.
    pub fn kept(rows: usize, width: usize) -> Self {
        let stride = if width <= NARROW { width } else { padded(width) };
        Self::apart(rows, width, stride, width)
    }

    /// Rows as in the tape, where a whole vector may be written at the end of each row: for narrow ones, into the rows
    /// after it.
    pub fn writable(rows: usize, width: usize) -> Self {
        let stride = if width <= NARROW { width } else { padded(width) };
        Self::apart(rows, width, stride, width.next_multiple_of(PAD))
    }

    fn apart(rows: usize, width: usize, stride: usize, reach: usize) -> Self {
        let values = vec![T::CANARY; 2 * MARGIN + (rows - 1) * stride + reach];
        Self { values, rows, width, stride, reach }
    }

    /// Copies the values of a matrix into the rows.
    pub fn with(mut self, matrix: &Matrix<T>) -> Self {
        assert!(self.rows == matrix.rows && self.width == matrix.width);
        for row in 0..self.rows {
            let values = &matrix.values[row * matrix.stride..][..self.width];
            self.values[MARGIN + row * self.stride..][..self.width].copy_from_slice(values);
        }
        self
    }

    /// Copies the values and the padding of a matrix into the rows.
    pub fn holding(mut self, matrix: &Matrix<T>) -> Self {
        assert!(self.rows == matrix.rows && self.width == matrix.width && self.stride == matrix.stride);
        self.values[MARGIN..][..matrix.values.len()].copy_from_slice(&matrix.values);
        self
    }

    pub fn start(&mut self) -> *mut T {
        self.values[MARGIN..].as_mut_ptr()
    }

    pub fn rows_mut_ptr(&mut self) -> RowsMutPtr<T> {
        RowsMutPtr { start: self.start(), stride: self.stride }
    }

    /// The rows and their padding, without the margins.
    pub fn slice(&mut self) -> &mut [T] {
        let end = self.values.len() - MARGIN;
        &mut self.values[MARGIN..end]
    }

    /// The values written. Asserts that all canaries are intact.
    pub fn taken(self) -> Vec<T> {
        let written = |at: usize| {
            let row = at.checked_div(self.stride).map_or(0, |row| row.min(self.rows - 1));
            at - row * self.stride < self.reach
        };
        for (at, value) in self.values.iter().enumerate() {
            let inside = at >= MARGIN && written(at - MARGIN);
            assert!(inside || value.bits() == T::CANARY.bits(), "{value:?} was written outside of the rows, at {at}");
        }
        let row = |row: usize| self.values[MARGIN + row * self.stride..][..self.width].iter().copied();
        (0..self.rows).flat_map(row).collect()
    }

    /// The padding of the rows, up to the end of vectors of so many lanes.
    pub fn padding(&self, lanes: usize) -> Vec<T> {
        let beyond = self.width..self.width.next_multiple_of(lanes);
        let row = |row: usize| self.values[MARGIN + row * self.stride..][beyond.clone()].iter().copied();
        (0..self.rows).flat_map(row).collect()
    }
}

/// A pointer to the bias, or null.
pub fn pointer<T>(bias: Option<&[T]>) -> *const T {
    bias.map_or(ptr::null(), <[T]>::as_ptr)
}
