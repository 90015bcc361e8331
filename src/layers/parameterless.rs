//! What layers without parameters have in common.

/// Implements the traits of a layer whose one field is [`Nothing`](crate::flat::Nothing).
macro_rules! parameterless {
    ([$($generics:tt)+] $Name:ident<$T:ident, $($Shape:ident),+>) => {
        $crate::flat::plain_layer! {
            [$($generics)+] $Name<$T, $($Shape),+>: $T { nothing: $crate::flat::Nothing<$T, ($($Shape,)+)>, }
        }

        $crate::layers::traits::traits! { [$($generics)+] $Name<$T, $($Shape),+> { nothing } }
    };
}

/// Within `impl Layer`, for a layer whose one field is [`Nothing`](crate::flat::Nothing), which keeps nothing either.
macro_rules! holds_nothing {
    () => {
        type Tape<R: Size> = ();
        type ForwardScratch<R: Size> = ();
        type BackwardScratch<R: Size> = ();
        type InputScratch<R: Size> = ();
        type State = ();
        type Stream = $crate::layer::stream::Whole;

        const ZEROED: Self = Self { nothing: $crate::flat::zeros() };

        #[inline]
        fn tensors(&self) -> impl AsRef<[&[T]]> {
            [] as [&[T]; 0]
        }

        #[inline]
        fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
            [] as [&mut [T]; 0]
        }
    };
}

pub(super) use {holds_nothing, parameterless};
