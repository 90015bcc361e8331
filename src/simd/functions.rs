//! The macro that implements the elementary functions of [`Real`](crate::real::Real).

/// Writes the elementary functions of an `impl Real`, for a type that implements
/// [`FloatBits`](crate::simd::float_bits::FloatBits); inlined as `$inline` says.
macro_rules! functions {
    ($inline:ident) => {
        $crate::simd::functions::functions!(@ $inline elementary: exp exp_m1 ln ln_1p tanh sigmoid silu softplus);
        $crate::simd::functions::functions!(@ $inline normal: normal_cdf normal_pdf normal_tail);
        $crate::simd::functions::functions!(@ $inline sine: sin cos);
    };
    (@ $inline:ident $module:ident: $($function:ident)*) => {$(
        #[inline($inline)]
        fn $function(self) -> Self {
            $crate::simd::$module::$function(self)
        }
    )*};
}

pub(crate) use functions;
