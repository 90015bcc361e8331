//! Scalers within the weights of a network.

use crate::layer::row_activation::RowActivation;
use crate::network::Network;
use crate::number::Number;
use crate::real::Real;
use crate::scalar::Scalar;
use crate::scaler::column::Column;
use crate::scaler::end_stage::EndStage;
use crate::scaler::error::Error;

/// Changes the first layer so that the network takes raw inputs: with a = (x - c) / s, a W + b is x W' + b' for W' = W / s by
/// rows and b' = b - c W'.
pub(super) fn inputs<N: Network>(net: &mut N, column: impl Fn(usize) -> Column) -> Result<(), Error> {
    let dense = Dense::of(EndStage::first(&N::STAGE), net.parameters_mut())?;
    let outputs = dense.bias.len();
    let new_weight = |input: usize, w: f64| w * column(input).factor();
    dense.replace(
        |input, _, w| new_weight(input, w),
        |output, b, weight| {
            // W' as it is stored: so its rounding counts times x - c, and not times c.
            let shift = |(input, w): (usize, &N::Scalar)| {
                column(input).center * N::Scalar::from_f64(new_weight(input, w.to_f64())).to_f64()
            };
            b - weight.iter().skip(output).step_by(outputs).enumerate().map(shift).sum::<f64>()
        },
    )
}

/// Changes the last layer so that the network predicts raw targets: with y = x W + b, s y + c is x W' + b' for W' = s W by
/// columns and b' = s b + c.
pub(super) fn outputs<N: Network>(net: &mut N, column: impl Fn(usize) -> Column) -> Result<(), Error> {
    let stage = EndStage::last(&N::STAGE);
    // The type says it, too: an activation of the program's own may be called `linear`.
    if !<N::Head as RowActivation>::IS_LINEAR || stage.activation().name != "linear" {
        return Err(Error::Activation { stage });
    }
    Dense::of(stage, net.parameters_mut())?
        .replace(|_, output, w| w * column(output).spread, |output, b, _| column(output).invert(b))
}

/// The parameters of a dense layer.
struct Dense<'a, T> {
    stage: EndStage,
    /// Inputs x outputs.
    weight: &'a mut [T],
    bias: &'a mut [T],
}

impl<'a, T: Scalar> Dense<'a, T> {
    /// The parameters of this stage among those of the network.
    fn of(stage: EndStage, parameters: &'a mut [T]) -> Result<Self, Error> {
        let description = stage.stage();
        let (&[inputs], &[outputs]) = (description.input, description.output) else {
            return Err(Error::Layer { stage });
        };
        // A custom layer may be called `dense`, too.
        let is = |index: usize, name: &str, shape: &[usize]| {
            description.tensors.get(index).is_some_and(|tensor| tensor.name == name && tensor.shape == shape)
        };
        if description.kind != "dense" || !is(0, "weight", &[inputs, outputs]) {
            return Err(Error::Layer { stage });
        }
        if !is(1, "bias", &[outputs]) {
            return Err(Error::Bias { stage });
        }
        let (_, own) = parameters.split_at_mut(stage.start());
        let (weight, rest) = own.split_at_mut(inputs * outputs);
        Ok(Self { stage, weight, bias: &mut rest[..outputs] })
    }

    /// Replaces each weight, by its input and its output, and each bias, by its output, which is given the whole old weight;
    /// or nothing, if a new one isn't finite.
    fn replace(
        self,
        new_weight: impl Fn(usize, usize, f64) -> f64,
        new_bias: impl Fn(usize, f64, &[T]) -> f64,
    ) -> Result<(), Error> {
        let outputs = self.bias.len();
        let new_weight = |index: usize, w: T| T::from_f64(new_weight(index / outputs, index % outputs, w.to_f64()));
        let new_bias = |output: usize, b: T, weight: &[T]| T::from_f64(new_bias(output, b.to_f64(), weight));
        let weights_fit = self.weight.iter().enumerate().all(|(index, w)| new_weight(index, *w).is_finite());
        let biases_fit = self.bias.iter().enumerate().all(|(output, b)| new_bias(output, *b, self.weight).is_finite());
        if !(weights_fit && biases_fit) {
            return Err(Error::Fold { stage: self.stage });
        }
        for (output, b) in self.bias.iter_mut().enumerate() {
            *b = new_bias(output, *b, self.weight);
        }
        for (index, w) in self.weight.iter_mut().enumerate() {
            *w = new_weight(index, *w);
        }
        Ok(())
    }
}
