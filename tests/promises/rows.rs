//! Rows check their bounds, whatever their width and layout.

use std::panic::{AssertUnwindSafe, catch_unwind};

use staticnn::layer::{Block, Rows, RowsMut};
use staticnn::shape::{Size, U1, U2, U3, U4, U5, U16, U17, U64, Zeros};

/// Whether it panics.
fn panics<T>(work: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(|| drop(work()))).is_err()
}

/// Rows beyond the last: the next one, one in the padding, and some whose address would wrap.
const BEYOND: [usize; 6] = [3, 4, 100, usize::MAX / 16, usize::MAX / 4 + 1, usize::MAX];

fn block_of_three<W: Size>() {
    let mut block = Block::<f32, W, U3>::ZEROS;
    for row in 0..3 {
        block.rows_mut().row_mut(row).fill(row as f32 + 1.0);
    }
    for row in 0..3 {
        assert_eq!(block.rows().row(row), vec![row as f32 + 1.0; W::VALUE]);
    }
    for row in BEYOND {
        assert!(panics(|| block.rows().row(row).len()), "row {row} of {}", W::VALUE);
        assert!(panics(|| block.rows_mut().row_mut(row).len()), "row {row} of {}", W::VALUE);
        assert!(panics(|| block.rows_mut().row(row).len()), "row {row} of {}", W::VALUE);
    }
    assert!(panics(|| block.rows().columns(0..W::VALUE + 1).width()));
    let reversed = std::ops::Range { start: 1, end: 0 };
    assert!(panics(|| block.rows().columns(reversed.clone()).width()));
    assert!(panics(|| block.rows_mut().columns_mut(usize::MAX..usize::MAX).width()));
}

#[test]
fn a_row_beyond_the_last_panics_for_every_width() {
    block_of_three::<U1>();
    block_of_three::<U2>();
    block_of_three::<U3>();
    block_of_three::<U4>();
    block_of_three::<U5>();
    block_of_three::<U16>();
    block_of_three::<U17>();
    block_of_three::<U64>();
}

#[test]
fn rows_of_a_slice_end_with_its_last_whole_row() {
    let mut values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let rows = Rows::new(&values, 2);
    assert_eq!(rows.row(2), [5.0, 6.0]);
    for row in BEYOND {
        assert!(panics(|| rows.row(row).len()), "row {row}");
        assert!(panics(|| rows.columns(1..2).row(row).len()), "row {row} of some columns");
    }
    let mut rows = RowsMut::new(&mut values, 2);
    for row in BEYOND {
        assert!(panics(|| rows.row_mut(row).len()), "row {row}");
    }
}
