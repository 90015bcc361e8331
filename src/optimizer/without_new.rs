//! Optimizers as other libraries write them: what stands here lets the compiler say what to write.

/// Not an optimizer.
#[derive(Debug)]
pub struct WithoutNew;

/// `Adam` and `Adam(1e-3)` as values, which aren't optimizers: the message about that says `Adam::new(1e-3)`.
macro_rules! values {
    ($($Name:ident)*) => { $(
        #[doc(hidden)]
        #[allow(non_snake_case)]
        pub fn $Name<T>(_: T) -> WithoutNew {
            WithoutNew
        }
    )* };
}

values!(AdaGrad Adam AdamW Lion Momentum NAdam RAdam RmsProp Sgd);
