//! What `std` has for a program that the C library starts: what a panic does.

// The C library starts the program, and copies memory.
#[link(name = "c")]
unsafe extern "C" {
    fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: it may be called at any time, and doesn't return.
    unsafe { abort() }
}

/// `core` comes compiled for unwinding and names this function, which is `std`'s elsewhere. Here nothing unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
