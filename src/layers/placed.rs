//! A window on a grid: its numbers for a stage's description, and its sizes for the kernels.

use core::marker::PhantomData;

use crate::activation::Start;
use crate::grid::{Grid, window_positions};
use crate::kernels::reduction::Pool;
use crate::kernels::taps::Taps;
use crate::layer::stage::Attribute;
use crate::layer::tensor::{Initial, PyTorch, Tensor};
use crate::layers::window::{Padding, Sliding};
use crate::message::Message;
use crate::shape::{Length, Size};

/// The window W on the grid X.
pub(super) struct Placed<X, W>(PhantomData<(X, W)>);

const fn attribute(name: &'static str, value: usize) -> Attribute {
    Attribute { name, value: value as f64 }
}

impl<X: Grid, W: Sliding> Placed<X, W> {
    /// Whether the grid is an image: otherwise the window has a width only.
    const IMAGE: bool = X::DIMENSIONS.len() == 3;
    const KERNEL: [usize; 2] = [W::Height::VALUE, W::Width::VALUE];

    /// Size and stride.
    pub(super) const POOL: &'static [Attribute] =
        Self::attributes::<X::Channels>().split_at(if Self::IMAGE { 4 } else { 2 }).0;

    /// Size, stride, pad and dilation.
    pub(super) const DEPTHWISE: &'static [Attribute] =
        Self::attributes::<X::Channels>().split_at(if Self::IMAGE { 8 } else { 4 }).0;

    /// Size, stride, pad, dilation and groups, for groups of `I` channels.
    pub(super) const fn attributes<I: Size>() -> &'static [Attribute] {
        const {
            if Self::IMAGE {
                &[
                    attribute("kernel_height", Self::KERNEL[0]),
                    attribute("kernel_width", Self::KERNEL[1]),
                    attribute("stride_height", W::STRIDE[0]),
                    attribute("stride_width", W::STRIDE[1]),
                    attribute("pad_height", W::PAD[0]),
                    attribute("pad_width", W::PAD[1]),
                    attribute("dilation_height", W::DILATION[0]),
                    attribute("dilation_width", W::DILATION[1]),
                    attribute("groups", X::Channels::VALUE / I::VALUE),
                ]
            } else if W::Padding::CAUSAL {
                &[
                    attribute("kernel", Self::KERNEL[1]),
                    attribute("stride", W::STRIDE[1]),
                    attribute("pad", W::PAD[1]),
                    attribute("dilation", W::DILATION[1]),
                    attribute("groups", X::Channels::VALUE / I::VALUE),
                    attribute("causal", 1),
                ]
            } else {
                &[
                    attribute("kernel", Self::KERNEL[1]),
                    attribute("stride", W::STRIDE[1]),
                    attribute("pad", W::PAD[1]),
                    attribute("dilation", W::DILATION[1]),
                    attribute("groups", X::Channels::VALUE / I::VALUE),
                ]
            }
        }
    }

    /// The weight of a convolution whose outputs read `I` channels each: taps x channels x outputs, those down only for an
    /// image. PyTorch has outputs and channels first.
    pub(super) const fn weight<I: Size, Y: Grid>(outputs_of_a_value: usize, start: Start) -> Tensor {
        let [down, right] = Self::KERNEL;
        let (shape, order): (&[usize], &[usize]) = if Self::IMAGE {
            (const { &[W::Height::VALUE, W::Width::VALUE, I::VALUE, Y::Channels::VALUE] }, &[3, 2, 0, 1])
        } else {
            (const { &[W::Width::VALUE, I::VALUE, Y::Channels::VALUE] }, &[2, 1, 0])
        };
        let initial =
            Initial::Drawn { inputs: down * right * I::VALUE, outputs: down * right * outputs_of_a_value, start };
        let pytorch = PyTorch { order, ..PyTorch::SAME };
        Tensor { name: "weight", shape, initial, decays: true, pytorch, ..Tensor::PARAMETER }
    }

    /// The sizes of a depthwise convolution from X to Y by this window.
    pub(super) const fn taps<Y: Grid>() -> &'static Taps {
        const {
            Self::assert_leads_to::<Y>();
            assert!(
                X::Channels::VALUE == Y::Channels::VALUE,
                "a depthwise convolution has as many outputs as channels"
            );
            let sizes = [[X::Height::VALUE, X::Width::VALUE], [Y::Height::VALUE, Y::Width::VALUE]];
            &Taps::new(X::Channels::VALUE, sizes, [Self::KERNEL, W::STRIDE, W::PAD, W::DILATION])
        }
    }

    /// The sizes of a pool from X to Y by this window.
    pub(super) const fn pool<Y: Grid>() -> &'static Pool {
        const {
            Self::assert_leads_to::<Y>();
            assert!(X::Channels::VALUE == Y::Channels::VALUE, "a pool has as many outputs as channels");
            assert!(
                W::PAD[0] + W::PAD[1] == 0 && W::DILATION[0] * W::DILATION[1] == 1,
                "a pool has no pad and no dilation"
            );
            let sizes = [[X::Height::VALUE, X::Width::VALUE], [Y::Height::VALUE, Y::Width::VALUE]];
            &Pool::new(X::Channels::VALUE, sizes, [Self::KERNEL, W::STRIDE])
        }
    }

    /// Fails to compile unless the window takes as many positions on X as Y has.
    pub(super) const fn assert_leads_to<Y: Grid>() {
        let mut side = 0;
        while side < 2 {
            let (input, output) =
                ([X::Height::VALUE, X::Width::VALUE][side], [Y::Height::VALUE, Y::Width::VALUE][side]);
            let (kernel, stride) = (Self::KERNEL[side], W::STRIDE[side]);
            let taken = window_positions(input, kernel, stride, W::PAD[side], W::DILATION[side]);
            if taken != output || taken == 0 {
                let window = Message::new().text("a window of ").number(kernel).text(" with stride ").number(stride);
                let window =
                    window.text(", pad ").number(W::PAD[side]).text(" and dilation ").number(W::DILATION[side]);
                let places = window.text(" takes ").number(taken).text(" positions on ").number(input);
                panic!("{}", places.text(", and the output has ").number(output).as_str());
            }
            side += 1;
        }
    }
}
