//! Dropout.

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::grid::Grid;
use crate::kernels::dropout::{Rate, mixed};
use crate::kernels::rowwise::drop_values;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen, keeps_nothing};
use crate::layer::stage::{Attribute, Stage};
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::{Noise, Pass};
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Length, Vector};

/// Drops values while a network trains: each is 0 with probability p, and else multiplied by 1 / (1 - p), so that its mean stays.
/// Otherwise y = x.
///
/// `RATE` holds the bits of p as an `f64`; it is at least 0 and below 1. The shape is any [`Grid`]; each value is dropped by
/// itself. dL/dx is dL/dy, dropped and multiplied alike. A NaN or an infinity that is dropped is 0. The tape keeps nothing: the
/// backward pass computes again which values were dropped.
///
/// Which values are dropped is a function of the seed, the step and the sample's place in the batch ([`Noise`]), and of
/// `STAGE`, the position of the layer in its network: neither the size of the blocks nor the number of threads matters. The rate
/// is exact to 2⁻³².
///
/// [`Network::gradient`](crate::Network::gradient) and `Trainer::fit` drop; a [`Tape`](crate::Tape) drops
/// after [`Tape::seeded`](crate::Tape::seeded). Predictions, losses and metrics never do, and neither do the optimizers of whole
/// batches, which compare losses along a line. Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks
/// from Overfitting", 2014; PyTorch's `Dropout` computes the same function, from another generator.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::shape::{Features, U4};
///
/// type Half = staticnn::layers::Dropout<f32, Features<U4>, { f64::to_bits(0.5) }, 1>;
/// network! { struct Net< 4 -> Half >; }
///
/// let net = Net::zeros();
/// assert_eq!(net.predict(&[1.0; 4]), [1.0; 4]);
/// let y = net.forward(&[1.0; 4], &mut Tape::new().seeded(7));
/// assert!(y.iter().all(|y| *y == 0.0 || *y == 2.0));
/// ```
#[repr(C)]
pub struct Dropout<T: Scalar, X: Grid, const RATE: u64, const STAGE: usize> {
    nothing: Vector<[T; 0], X::Channels>,
}

plain_layer! {
    [T: Scalar, X: Grid, const RATE: u64, const STAGE: usize] Dropout<T, X, RATE, STAGE>: T {
        nothing: Vector<[T; 0], X::Channels>,
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, const RATE: u64, const STAGE: usize> Layer for Dropout<T, X, RATE, STAGE> {
    type Float = T;
    type InputShape = X;
    type OutputShape = X;
    type Activation = Linear;
    keeps_nothing!();

    const ZEROED: Self = Self { nothing: flat::zeros() };
    const STAGE: Stage = Stage {
        kind: "dropout",
        attributes: &[Attribute { name: "rate", value: Self::RATE }],
        random: true,
        ..Self::OUTLINE
    };

    fields_as_tensors!(nothing);

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        if const { P::TRAINS } {
            let sizes = [pass.rows(), X::Len::VALUE];
            drop_values(pass.isa(), sizes, Self::keys(pass.noise()), x, y, Self::rate(), false);
        } else {
            for row in 0..pass.rows() {
                y.row_mut(row).copy_from_slice(x.row(row));
            }
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        _: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
        let Some(dx) = dx else { return };
        if const { P::TRAINS } {
            let sizes = [pass.rows(), X::Len::VALUE];
            dx.all_rows(
                pass.rows(),
                #[inline(always)]
                |dx, adds| {
                    drop_values(pass.isa(), sizes, Self::keys(pass.noise()), d.as_rows(), dx, Self::rate(), adds);
                },
            );
        } else {
            dx.each_row(
                pass.rows(),
                #[inline(always)]
                |row, dx| dx.iter_mut().zip(d.row(row)).for_each(|(dx, d)| *dx += *d),
            );
        }
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut ()) {
        for row in 0..pass.rows() {
            y.row_mut(row).copy_from_slice(x.row(row));
        }
    }
}

impl<T: Scalar, X: Grid, const RATE: u64, const STAGE: usize> Dropout<T, X, RATE, STAGE> {
    const RATE: f64 = {
        let rate = f64::from_bits(RATE);
        assert!(rate >= 0.0 && rate < 1.0, "the rate of a dropout is at least 0 and below 1");
        rate
    };

    /// How often values are dropped, and by what the others are multiplied.
    #[inline(always)]
    fn rate() -> Rate<T> {
        Rate {
            below: const { (Self::RATE * (1_u64 << 31) as f64 + 0.5) as u32 },
            factor: T::from_f64(1.0 / (1.0 - Self::RATE)),
        }
    }

    /// What the numbers of the samples' values derive from, beside the samples' places in the batch; and the first of these.
    #[inline(always)]
    fn keys(noise: Noise) -> [u64; 2] {
        let stage = noise.stage.wrapping_mul(64).wrapping_add(STAGE as u64);
        [mixed(mixed(mixed(0, noise.seed), noise.step), stage), noise.first_sample]
    }
}

traits! {
    [T: Scalar, X: Grid<Element<T> = T>, const RATE: u64, const STAGE: usize] Dropout<T, X, RATE, STAGE> { nothing }
}
