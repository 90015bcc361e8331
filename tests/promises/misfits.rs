//! Rows that don't fit panic where a layer's passes are called by hand, and nothing is read or written beyond them.

use staticnn::activation::{Relu, Tanh};
use staticnn::layer::{Before, Block, Layer, Outputs, Pass, Rows, RowsMut, Seen, Size, Zeros, call};
use staticnn::layers::{Dense, LayerNorm};
use staticnn::shape::{Features, U1, U2, U3, U4, U8, U12};

type Wide = Dense<f32, U2, U12, Relu>;

/// Runs the forward pass over `rows` rows of these inputs into these outputs.
fn forward<R: Size>(rows: usize, x: Rows<'_, f32>, y: RowsMut<'_, f32>) {
    Wide::ZEROED.forward_rows(call::<R>(rows), x, y, &mut (), &mut zeros());
}

/// Zeroed storage.
fn zeros<Z: Zeros>() -> Z {
    Z::ZEROS
}

/// Outputs for eight rows.
fn eight() -> Outputs<Wide, U8> {
    Outputs::<Wide, U8>::ZEROS
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_call_has_no_more_rows_than_there_are_inputs() {
    forward::<U8>(8, Rows::new(&[1.0; 14], 2), eight().rows_mut());
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_call_has_no_more_rows_than_there_are_outputs() {
    forward::<U12>(9, Rows::new(&[1.0; 18], 2), eight().rows_mut());
}

#[test]
#[should_panic(expected = "rows are missing")]
fn inputs_have_the_layers_width() {
    forward::<U8>(2, Rows::new(&[1.0; 12], 3), eight().rows_mut());
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn outputs_have_the_layers_width() {
    forward::<U8>(2, Rows::new(&[1.0; 4], 2), zeros::<Block<f32, U4, U8>>().rows_mut());
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn outputs_are_padded_as_a_block_is() {
    forward::<U8>(2, Rows::new(&[1.0; 4], 2), RowsMut::new(&mut [0.0; 24], 12));
}

#[test]
#[should_panic(expected = "a call over 2 rows, with room for 1")]
fn a_call_has_no_more_rows_than_room() {
    let _ = call::<U1>(2);
}

#[test]
#[should_panic(expected = "a call over 0 rows")]
fn a_call_has_a_row() {
    let _ = call::<U8>(0);
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_part_of_a_call_reaches_no_rows_beyond() {
    let pass = call::<U8>(8).part(0..usize::MAX / 4 + 2); // times 4 values it would be 4 again
    Dense::<f32, U4, U4>::ZEROED.forward_rows(
        pass,
        Rows::new(&[1.0; 8], 4),
        zeros::<Block<f32, U4, U8>>().rows_mut(),
        &mut (),
        &mut zeros(),
    );
}

/// Runs the backward pass over eight rows of a layer of 3 inputs, with these d and this place for dL/dx.
fn backward(d: RowsMut<'_, f32>, dx: RowsMut<'_, f32>, kept: Rows<'_, f32>) {
    type Layer3 = Dense<f32, U3, U12>;
    let (x, y) = (Block::<f32, U3, U8>::ZEROS, Outputs::<Layer3, U8>::ZEROS);
    let mut scratch = <Layer3 as Layer>::InputScratch::<U8>::ZEROS;
    let dx = Some(Before::<_, _, Tanh>::new(dx, kept, &mut scratch));
    let seen = Seen { x: x.rows(), y: y.rows(), tape: &() };
    let mut gradient = Layer3::ZEROED;
    Layer3::ZEROED.backward_rows(call::<U8>(8), seen, d, dx, &mut gradient, &mut zeros());
}

#[test]
fn a_backward_pass_takes_rows_that_fit() {
    let (mut d, mut dx, kept) = (Block::<_, U12, U8>::ZEROS, Block::<_, U3, U8>::ZEROS, Block::<_, U3, U8>::ZEROS);
    dx.rows_mut().row_mut(7).fill(7.0);
    backward(d.rows_mut(), dx.rows_mut(), kept.rows());
    assert_eq!(dx.rows().row(7), [0.0; 3]);
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn d_has_the_width_of_the_outputs() {
    let (mut dx, kept) = (Block::<_, U3, U8>::ZEROS, Block::<_, U3, U8>::ZEROS);
    backward(zeros::<Block<_, U4, U8>>().rows_mut(), dx.rows_mut(), kept.rows());
}

#[test]
#[should_panic(expected = "rows are missing")]
fn the_gradient_of_the_input_has_its_width() {
    let kept = Block::<_, U3, U8>::ZEROS;
    backward(zeros::<Block<_, U12, U8>>().rows_mut(), zeros::<Block<_, U2, U8>>().rows_mut(), kept.rows());
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn the_outputs_of_the_layer_before_are_as_many_as_the_inputs() {
    let (mut dx, kept) = (Block::<_, U3, U8>::ZEROS, Block::<_, U3, U2>::ZEROS);
    backward(zeros::<Block<_, U12, U8>>().rows_mut(), dx.rows_mut(), kept.rows());
}

#[test]
#[should_panic(expected = "a derivative over rows that aren't a block's")]
fn the_gradient_of_the_input_is_padded_where_a_derivative_follows() {
    let kept = Block::<_, U3, U8>::ZEROS;
    backward(zeros::<Block<_, U12, U8>>().rows_mut(), RowsMut::new(&mut [0.0; 24], 3), kept.rows());
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_norm_writes_no_rows_beyond_the_last() {
    let mut tape = <LayerNorm<f32, Features<U12>> as Layer>::Tape::<U8>::ZEROS;
    let (x, mut y) = (Block::<f32, U12, U8>::ZEROS, [0.0; 84]);
    let layer = LayerNorm::<f32, Features<U12>>::ZEROED;
    layer.forward_rows(call::<U8>(8), x.rows(), RowsMut::new(&mut y, 12), &mut tape, &mut ());
}

#[test]
#[should_panic(expected = "a row beyond the last")]
fn a_narrow_block_has_no_row_beyond_its_last() {
    let _ = zeros::<Block<f32, U1, U2>>().rows().row(2);
}

#[test]
#[should_panic(expected = "a row beyond the last")]
fn an_index_that_wraps_around_is_found_out() {
    let _ = zeros::<Block<f32, U4, U8>>().rows().row(usize::MAX / 4 + 2);
}

#[test]
#[should_panic(expected = "columns beyond the end of a row")]
fn columns_stay_within_their_row() {
    let _ = Rows::new(&[1.0; 12], 6).columns(4..7);
}
