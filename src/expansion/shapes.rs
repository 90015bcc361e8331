//! Checks and sizes of shapes that only the compiler knows: where a size is a constant, or a stage is a path.

use crate::expansion::checks::Seam;
use crate::grid::window_positions;
use crate::layer::contract::Layer;
use crate::layer::dimensions::product;
use crate::message::Message;
use crate::scalar::Scalar;
use crate::shape::Shape;

/// Fails to compile unless the stage `TO` takes the array that arrives. Where the numbers of values differ, another check says
/// it, and `Taken` is `Arriving`.
pub const fn same_shape<const TO: usize, Arriving, Taken>()
where
    Seam: SameShape<TO, Arriving, Taken>,
{
}

/// Implemented where a stage takes what arrives.
#[diagnostic::on_unimplemented(
    message = "`{Arriving}` arrives at stage {TO}, and it takes `{Taken}`",
    label = "takes `{Taken}`",
    note = "vectors, series (steps x features) and images (channels x height x width) are different shapes: `flatten` makes a vector of the others"
)]
pub trait SameShape<const TO: usize, Arriving, Taken> {}

#[diagnostic::do_not_recommend]
impl<const TO: usize, A> SameShape<TO, A, A> for Seam {}

/// The number of dimensions that a layer takes, at index 0, and the dimensions, 0 beyond the last; those that arrive if they have
/// another number of values.
#[must_use]
pub const fn taken<L: Layer, const RANK: usize, const A: usize, const B: usize, const C: usize>(index: usize) -> usize {
    let (arriving, taken) = ([A, B, C], L::InputShape::DIMENSIONS);
    let differ = product(arriving.split_at(RANK).0) != product(taken);
    match index {
        0 if differ => RANK,
        0 => taken.len(),
        _ if differ => arriving[index - 1],
        _ if index <= taken.len() => taken[index - 1],
        _ => 0,
    }
}

/// Defines a check of what a stage takes from another whose output only the compiler knows: a function that fails to compile
/// unless what arrives is one of the arrays.
macro_rules! takes {
    ($($function:ident, $Trait:ident, $message:literal, $label:literal: $(<$($N:ident),+> $array:ty)|+;)*) => { $(
        /// Fails to compile unless what the stage `FROM` puts out is what the stage `TO` takes.
        pub const fn $function<const FROM: usize, const TO: usize, Arriving>()
        where
            Seam: $Trait<FROM, TO, Arriving>,
        {
        }

        /// Implemented where a stage takes what another puts out.
        #[diagnostic::on_unimplemented(message = $message, label = $label)]
        pub trait $Trait<const FROM: usize, const TO: usize, Arriving> {}

        $(
            #[diagnostic::do_not_recommend]
            impl<T: Scalar, const FROM: usize, const TO: usize, $(const $N: usize),+> $Trait<FROM, TO, $array> for Seam {}
        )+
    )* };
}

takes! {
    takes_vector, TakesVector,
        "stage {FROM} puts out `{Arriving}`, and stage {TO} takes a vector: write `flatten` between them",
        "takes a vector": <A> [T; A];
    takes_series, TakesSeries,
        "stage {FROM} puts out `{Arriving}`, and stage {TO} takes a series, steps x features",
        "takes a series": <A, B> [[T; B]; A];
    takes_image, TakesImage,
        "stage {FROM} puts out `{Arriving}`, and stage {TO} takes an image, channels x height x width",
        "takes an image": <A, B, C> [[[T; C]; B]; A];
    takes_grid, TakesGrid,
        "stage {FROM} puts out `{Arriving}`, and stage {TO} takes an image or a series",
        "takes an image or a series": <A, B> [[T; B]; A] | <A, B, C> [[[T; C]; B]; A];
}

/// How many positions the window of a stage takes in one direction. The numbers are the size, the window's taps, its stride, pad
/// and dilation.
#[must_use]
pub const fn positions(stage: usize, [size, taps, stride, pad, dilation]: [usize; 5]) -> usize {
    let count = window_positions(size, taps, stride, pad, dilation);
    if count == 0 {
        let message = Message::new().text("stage ").number(stage);
        if taps == 0 || stride == 0 || dilation == 0 {
            panic!("{}", message.text(" has a window, a stride or a dilation of 0: write 1 or more").as_str());
        }
        let reach = message.text(": the window reaches over ").number(dilation * (taps - 1) + 1);
        let input = reach.text(", and its padded input has ").number(size + 2 * pad);
        panic!("{}", input.text(": write a smaller window").as_str());
    }
    count
}

/// [`positions`] of a window that must reach all values.
#[must_use]
pub const fn exact_positions(stage: usize, numbers: [usize; 5]) -> usize {
    let (count, [size, taps, stride, pad, dilation]) = (positions(stage, numbers), numbers);
    let left = size + 2 * pad - (stride * (count - 1) + dilation * (taps - 1) + 1);
    if left > 0 {
        let message = Message::new().text("stage ").number(stage).text(": a window of ").number(taps);
        let message = message.text(" doesn't reach the last ").number(left).text(" of ").number(size);
        panic!("{}", message.text(": write `floor` among its options to leave them out").as_str());
    }
    count
}

/// How many input channels a group has.
#[must_use]
pub const fn group_inputs(stage: usize, channels: usize, groups: usize) -> usize {
    if groups == 0 || !channels.is_multiple_of(groups) {
        let message = Message::new().text("stage ").number(stage).text(": ").number(channels);
        let message = message.text(" input channels can't be divided into ").number(groups).text(" groups");
        panic!("{}", message.as_str());
    }
    channels / groups
}

/// The heads of an attention, which divide its units; the features that arrive are as many.
#[must_use]
pub const fn heads_of(stage: usize, [features, units]: [usize; 2], heads: usize) -> usize {
    let message = Message::new().text("stage ").number(stage);
    if features != units {
        let message =
            message.text(" takes ").number(units).text(" features at each step, as many as it puts out, and ");
        let message = message.number(features).text(" arrive: write a dense stage of ").number(units);
        panic!("{}", message.text(" before it").as_str());
    }
    if heads == 0 || !units.is_multiple_of(heads) {
        let message = message.text(": ").number(units).text(" units can't be divided among ").number(heads);
        panic!("{}", message.text(" heads").as_str());
    }
    heads
}
