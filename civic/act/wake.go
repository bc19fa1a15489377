package act

// bell rings when acts became durable; its buffer of one makes rings coalesce.
var bell = make(chan struct{}, 1)

func wake() {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// Bell rings after acts were committed in this process. The sequencer waits on
// it, and polls besides, since other nodes ring their own.
func Bell() <-chan struct{} { return bell }
