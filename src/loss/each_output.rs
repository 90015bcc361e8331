//! Losses that look at each output by itself.

/// Implements `Loss` for a loss that is the mean of a function of one output and its target, from a closure that gives
/// the function: an [`EachValue`](crate::kernels::losses::EachValue). `$new` makes the loss, for an example.
///
/// The loss takes any last activation, or those given as `H: Bound`. `targets` is the range of the targets, followed by
/// the range of the loss's own number, if it has one.
macro_rules! each_output {
    (
        $Loss:ident $(<$T:ident>)?, $new:literal $(, H: $Head:path, FROM_LOGITS = $from_logits:literal)?;
        targets: $bounds:expr $(, $name:literal: $number:ident in $range:expr)?;
        |$loss:pat_param| $function:expr
    ) => {
        impl$(<$T: $crate::scalar::Scalar>)? $Loss$(<$T>)? {
            $crate::loss::check::check_samples!($new);
        }

        impl<T: $crate::scalar::Scalar, H $(: $Head)?, const N: usize> $crate::loss::contract::Loss<[T; N], H>
            for $Loss$(<$T>)?
        {
            type Target = [T; N];
            $(const FROM_LOGITS: bool = $from_logits;)?

            fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
                $($crate::loss::heads::starts_from_logits!(H as $Head);)?
                $crate::loss::contract::single_row::<_, H, _, _, N>(self, output, target, gradient)
            }

            fn check_target(&self, sample: usize, target: &[T; N]) -> Result<(), $crate::loss::error::Error> {
                $($crate::loss::check::check_number($name, self.$number, $range)?;)?
                $crate::loss::check::check_values(sample, target, $bounds)
            }

            fn differs_by<'t>(&self, target: &'t [T; N]) -> &'t [T] {
                target
            }

            #[inline(always)]
            fn rows<S: $crate::kernels::compiled::Processor>(
                &self,
                _: S,
                y: $crate::rows::Rows<'_, T>,
                targets: &[[T; N]],
                gradients: $crate::rows::RowsMut<'_, T>,
                share: T,
            ) -> T {
                let ($loss, sizes) = (self, [targets.len(), N]);
                let targets = targets.as_flattened();
                $crate::kernels::losses::each_value::<$crate::scalar::LanesOf<T, S>>(
                    y, targets, gradients, sizes, share, $function,
                )
            }
        }
    };
}

pub(super) use each_output;
