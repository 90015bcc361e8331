//! Losses that look at each output by itself.

/// Implements `Loss` for a loss that is the mean of a function of one output and its target, from a closure that gives
/// the function: an [`EachValue`](crate::kernels::losses::EachValue). `$new` makes the loss, for an example.
///
/// Outputs are arrays of one, two or three dimensions. The loss takes any last activation, or those given as `H: Bound`.
/// `targets` is the range of the targets, followed by the range of the loss's own number, if it has one.
macro_rules! each_output {
    (
        $Loss:ident $(<$T:ident>)?, $new:literal $(, H: $Head:path, FROM_LOGITS = $from_logits:literal)?;
        $($rest:tt)*
    ) => {
        impl$(<$T: $crate::scalar::Scalar>)? $Loss$(<$T>)? {
            $crate::loss::check::check_samples!($new);
        }

        $crate::loss::each_output::each_output! {
            @implement [T; N], [N], $Loss $(<$T>)? $(, H: $Head, FROM_LOGITS = $from_logits)?; $($rest)*
        }
        $crate::loss::each_output::each_output! {
            @implement [[T; N]; S], [S, N], $Loss $(<$T>)? $(, H: $Head, FROM_LOGITS = $from_logits)?; $($rest)*
        }
        $crate::loss::each_output::each_output! {
            @implement [[[T; W]; H0]; C], [C, H0, W], $Loss $(<$T>)? $(, H: $Head, FROM_LOGITS = $from_logits)?; $($rest)*
        }
    };
    (
        @implement $Output:ty, [$($N:ident),+], $Loss:ident $(<$T:ident>)?
        $(, H: $Head:path, FROM_LOGITS = $from_logits:literal)?;
        targets: $bounds:expr $(, $name:literal: $number:ident in $range:expr)?;
        |$loss:pat_param| $function:expr
    ) => {
        impl<T: $crate::scalar::Scalar, H $(: $Head)?, $(const $N: usize),+> $crate::loss::contract::Loss<$Output, H>
            for $Loss$(<$T>)?
        {
            type Target = $Output;
            $(const FROM_LOGITS: bool = $from_logits;)?

            fn sample(&self, output: &$Output, target: &$Output, gradient: &mut $Output) -> T {
                $($crate::loss::heads::starts_from_logits!(H as $Head);)?
                $crate::loss::contract::single_row::<_, H, $Output, _>(self, output, target, gradient)
            }

            fn check_target(&self, sample: usize, target: &$Output) -> Result<(), $crate::loss::error::Error> {
                $($crate::loss::check::check_number($name, self.$number, $range)?;)?
                $crate::loss::check::check_values(sample, $crate::flat::scalars(target), $bounds)
            }

            fn differs_by<'t>(&self, target: &'t $Output) -> &'t [T] {
                $crate::flat::scalars(target)
            }

            #[inline(always)]
            fn rows<S0: $crate::kernels::compiled::Processor>(
                &self,
                _: S0,
                y: $crate::rows::Rows<'_, T>,
                targets: &[$Output],
                gradients: $crate::rows::RowsMut<'_, T>,
                share: T,
            ) -> T {
                let ($loss, sizes) = (self, [targets.len(), <$Output as $crate::flat::Elements>::COUNT]);
                let targets = $crate::flat::scalars_of(targets);
                $crate::kernels::losses::each_value::<$crate::scalar::LanesOf<T, S0>>(
                    y, targets, gradients, sizes, share, $function,
                )
            }
        }
    };
}

pub(super) use each_output;
