use staticnn::prelude::network;

network! {
    struct Net<
        3 ->
        /// The hidden stage.
        12 relu -> #[cfg(test)] 1
    >;
}

fn main() {}
