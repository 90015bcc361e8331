//! What doesn't fit together panics where a layer's passes are called by hand, and nothing is read or written beyond.

use staticnn::activation::{Relu, Tanh};
use staticnn::layers::{Dense, Outputs};
use staticnn::network::{Pass, Portable};
use staticnn::shape::{Delta, Rows, Size, U1, U2, U4, U8, U12, Zeros};

/// Room for one sample's outputs.
fn one<W: Size>() -> Outputs<f32, W, U1> {
    Outputs::ZEROS
}

/// Room for eight.
fn eight<W: Size>() -> Outputs<f32, W, U8> {
    Outputs::ZEROS
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_block_has_no_more_samples_than_there_are_inputs() {
    Dense::<f32, U2, U12>::ZEROS.forward(Pass::new(Portable, 8), &[[1.0_f32; 2]; 7][..], &mut eight());
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_block_has_no_more_samples_than_there_is_room_for() {
    Dense::<f32, U2, U12>::ZEROS.forward(Pass::new(Portable, 9), &[[1.0_f32; 2]; 9][..], &mut eight());
}

#[test]
#[should_panic(expected = "rows are missing")]
fn a_number_of_samples_beyond_all_memory_is_found_out() {
    let samples = usize::MAX / 4 + 2; // times 4 values it would be 4 again
    Dense::<f32, U4, U4>::ZEROS.forward(Pass::new(Portable, samples), &[[1.0_f32; 4]; 2][..], &mut eight());
}

#[test]
#[should_panic(expected = "room for one row")]
fn where_there_is_room_for_one_sample_there_is_one() {
    Dense::<f32, U2, U1>::ZEROS.forward(Pass::new(Portable, 0), &[[0.0_f32; 2]; 0][..], &mut one());
}

#[test]
#[should_panic(expected = "room for one row")]
fn where_there_is_room_for_one_sample_there_arent_two() {
    Dense::<f32, U2, U1>::ZEROS.forward(Pass::new(Portable, 2), &[[0.0_f32; 2]; 2][..], &mut one());
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn an_activation_goes_back_through_outputs_of_its_own_width() {
    let (layer, mut d) = (Dense::<f32, U2, U4, Tanh>::ZEROS, Rows::<f32, U4, U8>::ZEROS);
    layer.backward_head::<Tanh>(Pass::new(Portable, 8), &one::<U1>(), &mut d);
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn the_way_back_reads_no_more_outputs_than_there_are() {
    let layer = Dense::<f32, U2, U12>::ZEROS;
    let (mut d, mut dx) = (Delta::<f32, U2, U12, U8>::ZEROS, Rows::<f32, U2, U8>::ZEROS);
    layer.backward_input::<Relu>(Pass::new(Portable, 8), &mut d, &one::<U2>(), &mut dx);
}

#[test]
#[should_panic(expected = "a layer of another shape")]
fn the_way_back_to_the_input_ends_in_as_many_values_as_there_are_inputs() {
    let layer = Dense::<f32, U2, U12>::ZEROS;
    layer.backward_to_input(Pass::new(Portable, 1), &Rows::<f32, U12, U1>::ZEROS, &mut [[0.0_f32; 3]]);
}
