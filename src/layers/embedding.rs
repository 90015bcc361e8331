//! A vector for each class.

use crate::activation::{Activation, Linear, Start};
use crate::class_shape::Classes;
use crate::flat::{self, Nothing, plain_layer};
use crate::grid::Grid;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen, keeps_nothing};
use crate::layer::stage::Stage;
use crate::layer::tensor::{Initial, Tensor};
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Length, Matrix};

/// A learnt vector for each class: y = E of the class of x, a row of the table E, and that at every step of a series.
///
/// Shapes, for a block of n samples: x is n x steps classes, y is n x (steps · features); of a single class there is one step. E is
/// classes x features. The derivative of E is, row by row, the sum of d over the steps and samples that have the row's class; x has no
/// derivative. The tape is empty. A stream takes one class at each step.
///
/// It is a dense layer without a bias whose input is 1 at the class and 0 elsewhere, and doesn't multiply by the zeros. One row feeds
/// each output, so initializers see one input: [`init`](crate::Network::init) draws numbers of mean 0 and variance 1, as PyTorch's
/// `nn.Embedding` does. Source: Bengio et al., "A Neural Probabilistic Language Model", 2003.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Net< 2 x classes(3) -> embedding 2 >; }
///
/// let mut net = Net::zeros();
/// net.layer1.weight[2][0] = 0.5; // the first value of class 2
/// net.layer1.weight[2][1] = -1.0;
/// assert_eq!(net.predict(&[Class::new(2)?, Class::new(0)?]), [[0.5, -1.0], [0.0, 0.0]]);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
///
/// Classes aren't numbers, so [`input_from`](crate::Network::input_from) doesn't compile:
///
/// ```compile_fail,E0080
/// use staticnn::prelude::*;
///
/// network! { struct Net< classes(3) -> embedding 2 >; }
///
/// // "an input of classes can't be made from numbers: make it of classes, `Class::new(label)?`"
/// let input = Net::input_from(&[1.0]);
/// ```
#[repr(C)]
pub struct Embedding<T: Scalar, X: Classes, Y: Grid> {
    /// E: classes x features, as the `weight` of PyTorch's `nn.Embedding`.
    pub weight: Matrix<T, X::Count, Y::Channels>,
    /// Nothing: the shapes are part of the type.
    shape: Nothing<T, (X, Y)>,
}

plain_layer! {
    [T: Scalar, X: Classes, Y: Grid] Embedding<T, X, Y>: T {
        weight: Matrix<T, X::Count, Y::Channels>,
        shape: Nothing<T, (X, Y)>,
    }
}

impl<T: Scalar, X: Classes, Y: Grid<Element<T> = T>> Layer for Embedding<T, X, Y> {
    type Float = T;
    type InputShape = X;
    type OutputShape = Y;
    type Activation = Linear;
    keeps_nothing!();

    const ZEROED: Self = Self { weight: flat::zeros(), shape: flat::zeros() };
    const STAGE: Stage = Stage {
        kind: "embedding",
        tensors: &[Tensor {
            name: "weight",
            shape: &[X::Count::VALUE, Self::FEATURES],
            initial: Initial::Drawn { inputs: 1, outputs: 1, start: Start::Xavier },
            decays: true,
            ..Tensor::PARAMETER
        }],
        ..Self::OUTLINE
    };

    fields_as_tensors!(weight);

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        for row in 0..pass.rows() {
            for (class, y) in x.row(row).iter().zip(y.row_mut(row).chunks_exact_mut(Self::FEATURES)) {
                if let Some(vector) = self.weight.get(X::index::<T>(*class)) {
                    y.copy_from_slice(vector);
                }
            }
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        _: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (): &mut (),
    ) {
        gradient.zero_unless_adding(pass);
        for row in 0..pass.rows() {
            for (class, d) in seen.x.row(row).iter().zip(d.row(row).chunks_exact(Self::FEATURES)) {
                if let Some(sum) = gradient.weight.get_mut(X::index::<T>(*class)) {
                    sum.iter_mut().zip(d).for_each(|(sum, d)| *sum += *d);
                }
            }
        }
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, y: RowsMut<'_, T>, (): &mut ()) {
        // A frame is one class, and the loop over the steps ends with it.
        self.forward_rows(pass, x, y, &mut (), &mut ());
    }
}

impl<T: Scalar, X: Classes, Y: Grid> Embedding<T, X, Y> {
    const FEATURES: usize = {
        assert!(
            Y::Height::VALUE == 1 && Y::Width::VALUE == X::Steps::VALUE,
            "an embedding puts out a vector for each class that it takes"
        );
        Y::Channels::VALUE
    };
}

traits! { [T: Scalar, X: Classes, Y: Grid<Element<T> = T>] Embedding<T, X, Y> { weight, shape } }
