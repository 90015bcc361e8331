//! Networks from numbers and from bytes.

use staticnn::layer::{self, Features, InputGradient, Inputs, Layer, Pass, RowsMut, Seen, Stage, Tensor};
use staticnn::prelude::*;
use staticnn::shape::U3;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Own< 3 -> Square -> 1 >;
    struct Outer< 3 -> Own -> 1 >;
}

/// A layer of its own, whose numbers might have to be positive.
#[repr(C)]
struct Square([f32; 3]);

impl Layer for Square {
    type Float = f32;
    type InputShape = Features<U3>;
    type OutputShape = Features<U3>;
    type Activation = staticnn::activation::Linear;
    layer::keeps_nothing!();

    const ZEROED: Self = Self([0.0; 3]);
    const STAGE: Stage =
        Stage { kind: "square", tensors: &[Tensor { name: "roots", shape: &[3], ..Tensor::PARAMETER }], ..Self::OUTLINE };

    fn tensors(&self) -> impl AsRef<[&[f32]]> {
        [&self.0[..]]
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
        [&mut self.0[..]]
    }
    fn forward_rows<P: Pass>(&self, _: P, _: Inputs<'_, Self>, _: RowsMut<'_, f32>, (): &mut (), (): &mut ()) {}
    fn backward_rows<P: Pass, B: staticnn::activation::Activation>(
        &self,
        _: P,
        _: Seen<'_, Self, P>,
        _: RowsMut<'_, f32>,
        _: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
    }
}

mod a_constant_has_as_many_numbers_as_the_network {
    static NET: super::Regressor = super::Regressor::from_parameters(&[0.5; 60]);
}

mod a_constant_consists_of_the_librarys_layers {
    static NET: super::Own = super::Own::from_parameters(&[0.5; 7]);
}

mod a_network_in_a_constant_consists_of_the_librarys_layers {
    static NET: super::Outer = super::Outer::from_parameters(&[0.5; 9]);
}

fn bytes_are_as_many_as_the_networks() {
    let _ = Regressor::from_le_bytes(&[0; 4]);
}

fn main() {}
